# ruff: noqa: E501 (a form is one line, however long its sentence is)
r"""The forms of SARA's sentences. Only a text that has these forms wholly is read: what it does not say is then not so.

In a form, N is a name, A an amount in dollars, Y a year, D a day, S a section, W a name or a pronoun, and H a possessive
one. Whatever else stands in a sentence, a word or a number, makes it one that nobody here understands.

>>> understood("In 2017, Alice was paid $33200. Alice takes the standard deduction.")
True
>>> understood("In 2017, Alice was paid $33200 too little. Alice takes the standard deduction.")
False
"""

from __future__ import annotations

import re
from functools import lru_cache

DAY = r"(?:\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
NAME = r"(?!In\b|From\b|For\b|Since\b|She\b|He\b|They\b|Her\b|His\b|No\b|The\b|On\b|Section\b|Under\b)[A-Z][a-z]+"
AMOUNT = r"\$\d+(?:,\d{3})*(?!\d|[.,]\d)"
YEAR = r"(?:19|20)\d\d(?!\d)"

_PARTS = {
    "N": NAME,
    "A": AMOUNT,
    "Y": YEAR,
    "D": DAY,
    "W": r"(?:N|she|he|She|He)",
    "H": r"(?:her|his|their)",
    "S": r"\d+(?:\([A-Za-z0-9]+\))*",
}

_FORMS = """
    W (is|was) not married
    W is not married, is not a surviving spouse, and is not a head of household in Y
    In Y, W is not married, is not a surviving spouse, and is not a head of household
    W is married (under section 7703 for the year Y|for the year Y under section 7703)
    W is a (head of household|surviving spouse) for (the year )?Y
    W files a (joint|separate) return( (with|from) H spouse)?( for Y)?
    W does not file a joint return
    W files a joint return for (himself|herself) and N for Y
    W files a separate return and takes the standard deduction
    W files (taxes )?separately( in Y)?( and takes the standard deduction)?
    N and N file (jointly|separately|separate returns|a joint return|their taxes jointly)( (in|for)( the year)? Y| from Y to Y)?(,? and take the standard deduction)?
    N and N file separate returns and each take their standard deduction
    N and N file jointly in Y and had no income
    In Y, N and N file jointly and take the standard deduction
    N and N got married on D
    N and N have been married since D(, and they file a joint return for Y| *)
    N and N have been married since D, and have had the same principal place of abode since Y
    N and N were married from D to D
    N married N on D( and they file separate tax returns in Y)?
    N (got married on|has been married since) D
    N and N were legally separated under a decree of (divorce|separate maintenance) on D
    N died( on)? D
    In Y, N filed a joint return with H spouse whom (he|she) married on D
    W (was|is) a nonresident alien( since D| until D| from D to D)?
    W takes the standard deduction( in Y)?
    In Y, W takes the standard deduction
    (They|N and N|N and H spouse) take the standard deduction( in Y)?
    W decides not to itemize H deductions
    N and N take itemized deductions of A
    W (is allowed|has) (an )?itemized deductions? of A( and A)?( under section 63| in Y)?
    (In Y, )?W (was paid|earned) A( in remuneration)?( in Y)?
    From D to D, W was paid A in remuneration
    In Y, W was paid A in remuneration and takes the standard deduction
    In Y, W was paid A,? and N had no income
    W earned A every year from Y to Y
    W was paid A in (March )?Y (as an employee of the State of Maryland in Baltimore, Maryland, USA|as an employee of the United States Government in Arlington, Virginia, USA|for services performed in jail|for services performed at Johns Hopkins Hospital)
    N's father, N, was paid A in remuneration in Y for services performed for Johns Hopkins University
    (In Y, )?N's (gross |taxable )?income( (in|for)( the year)? Y)? (is|was) A
    In Y, N's gross income was A,? and N's gross income was A
    N's gross income (in|for the year) Y was A,? and N's( gross income)? was A
    N's gross income for the year Y is A(,? and H spouse's is A| and she takes the standard deduction)
    N's and N's gross incomes for the year Y are A and A respectively
    N and N's (gross income|incomes) in Y were A and A respectively
    N's( and H (spouse|husband)'s)? (taxable|gross) income for the year Y is A
    Her husband's income in Y is A and he takes itemized deductions of A
    W (has|had) no (gross )?income (for Y|in Y|from Y to Y|that year)
    W has been blind since D
    W was born( on)? D( and N was born D)?
    Their son N was born D
    From D to D, N(, N)* and N lived in the same home(, maintained by N|, which N maintained)?
    From Y to Y, N furnished (40% of )?the costs of maintaining the home where (he|N|N, N) and (and )?(his (father|friend|son) )?N lived during that time(, and N furnished the remaining costs)?
    From Y to Y, N lived separately
    In Y, N and N (live at a house maintained by N|lived in a house that N maintained)
    In Y, N had a different principal place of abode,? and N had no income
    In Y, N maintains as her principal place of abode a house where her mother N lives
    In Y, N, the son of her son N, lives at her place, a house that she maintains
    Since Y, N, N and N live in a house maintained by N and N
    N adopted N on D and N has lived with N since, in a house that N maintains
    N(, N)* and N (has|have) the same principal place of abode( in Y| from Y to Y|, a house maintained by N)
    N's principal place of abode for Y is different from N's
    N and N live in a home for which N furnished 40% of the maintenance costs, and N the remaining 60%, since D
    N shares a house with her father N since Y
    N pays for 75% of the costs of the house, while N, her brother, pays for the remaining 25%
    While attending classes at Johns Hopkins University, N lived at N's house, for which N furnished all costs
    N (has|and N have) a (child|son|brother), N(,( who was)? born( on)? D)?
    N has a son, N, who has the same principal place of abode as her in Y and is not married
    N has a brother, N, whose son N lived at N's place in Y, a house that she maintains
    (N, born D,|N) has a son, N, born D, and they both have the same principal place of abode in Y
    N is N( and N)?'s (father|mother|son|daughter|brother|sister)( since D|, born( on)? D)?(, and N has lived at N's place since then)?
    N, N's father, has the same principal place of abode as N since Y, and has had no income since
    N was a patient at Johns Hopkins Hospital from D to D
    N was committed to jail from D to D
    N was enrolled at Johns Hopkins University and attending classes from D to D
    From Y to Y, the Walter Brown Family Trust II was considered to be a business trust
    For Y, W received one exemption of A under section 151\\(c\\)
    W gets one exemption of A for the year Y under section 151\\(c\\)
    For the year Y, N is allowed a basic standard deduction under section 63\\(c\\)\\(2\\) of A and an additional standard deduction of A under section 63\\(c\\)\\(3\\) for the year Y
    (From Y to Y, )?W (was|is) (not )?entitled to a deduction for N under section 151(\\([bc]\\))?( for the years Y to Y)?
    W is entitled to an additional standard deduction of A each for (her|him)self and for N, under section 63\\(f\\)\\(1\\)\\(A\\) and 63\\(f\\)\\(1\\)\\(B\\), respectively
    W is entitled to an exemption( for herself| for himself)? under section 151\\([bcd]\\)( for N)? for the year Y
    In addition, W is allowed an exemption for N under section 151\\(b\\) for the year Y
    No other taxpayer is entitled to a deduction for N in Y
    N counts as N's dependent under section 152\\(c\\)\\(1\\) for Y
    N is a dependent of N under section 152\\(d\\)\\(2\\)\\(H\\) for the years Y to Y
    N is not the dependent of N under section 152\\(b\\)\\(2\\)
    N was a qualifying child of N under section 152\\(c\\) from Y to Y
    Section 152\\(b\\)\\(2\\) applies to N as the dependent and N as the taxpayer for Y
    The applicable amount according to section 68\\(b\\) is A
    N's applicable percentage under section 151\\(d\\)\\(3\\)\\(B\\) is equal to \\d{1,3}%
    W is allowed a deduction for (her|him)self under section 151 of A for the year Y
    W is allowed a deduction of A for (her|him)self for the year Y under section 151\\(b\\)
    W is allowed a deduction under A for the year Y for donating cash to charity
    W is allowed a deduction under section 63\\(c\\) of A and deductions of A under section 151 for the year Y
    W is allowed a deduction under section 63\\(c\\)\\(1\\) of A for the year Y, and no deduction under section 151
    W is allowed deductions under section 151 of A for the year Y
    W is allowed deductions under section 63\\(c\\)\\(3\\) of A for the year Y
    W is an employer under section 3306\\(a\\) for the year Y and Y, and she has paid A in total wages in Y, and A in Y
    W (has )?paid each of H \\d+ employees A for work done in Y
    (In addition, )?W has paid A( in remuneration)? to N for work done (in the year Y|from D to D)(, in Caracas, Venezuela(, for agricultural labor)?)?
    In Y, W has also paid A into a retirement fund for N, and A into health insurance for N(, both under a plan|, who is N's (father|mother) and has retired in Y)?
    In Y, W is an employer under section 3306\\(a\\)
    W paid A in total wages in Y
    N is an American citizen
    N is (not )?an American employer
    N has employed N(, N)* and N for agricultural labor on various occasions during the year Y:( - [A-Z][a-z]{2} \\d+: [A-Z](, [A-Z])*( and [A-Z])?)+ (On each occasion, N paid each of them A|N has paid each A on each occasion)
"""

_CLAIMS = """
    How much tax does N have to pay in Y\\?
    N( and H (spouse|husband|wife))? (has|have) to pay A in (excise )?(tax|taxes) for (the year )?Y under section S
    N can claim an exemption with N( as)? the dependent for Y under section S
    N can receive an exemption for N under section S for the year Y
    N's deduction for Y falls under section S
    N's (total exemption for Y|exemption amount) under section S is equal to A
    The exemption amount of N's exemption is equal to A under section S
    Section S applies to N (in|for|for the year) Y( with the applicable amount equal to A)?
    Section S applies to N and N's marriage in Y
    Section S applies to N (as the taxpayer and N as the individual|with N as the (qualifying child|spouse)) in Y
    Section S applies to N's basic standard deduction in Y
    Section S applies to the Walter Brown Family Trust II for Y
    Section S prescribes a reduction of N's itemized deductions for the year Y by A
    Under section S, N's exemption in Y is A
    Under section S, N's (basic standard deduction|additional standard deduction|applicable amount|exemption amount|standard deduction|taxable income)( (in|for|for the year) Y)? is (equal to( at most)?|reduced to) A
    Under section S, the applicable percentage for N for Y is equal to \\d{1,3}
"""


def understood(text: str) -> bool:
    """Whether all sentences of a text have one of the forms."""
    return all(_pattern(_FORMS).fullmatch(sentence) for sentence in sentences(text))


def claimed(text: str) -> bool:
    """Whether a sentence has one of the forms of claims and questions."""
    return _pattern(_CLAIMS).fullmatch(text.strip().removesuffix(".")) is not None


def sentences(text: str) -> list[str]:
    """The sentences of a text, without their full stops; one that has none at its end keeps what it ends with."""
    found = re.split(r"(?<=\.)\s+(?=[A-Z])", text.strip())
    return [one[:-1] if one.endswith(".") else f"{one}…" for one in found]


@lru_cache(maxsize=2)
def _pattern(forms: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_filled(form)})" for form in forms.strip().splitlines()))


def _filled(form: str) -> str:
    """A form as a pattern. Letters that stand alone are parts; those in words are letters."""
    form = re.sub(r"(?<!\\\()(?<![A-Za-z\[\\-])[WHS](?![A-Za-z])", lambda part: _PARTS[part[0]], form.strip())
    return re.sub(r"(?<!\\\()(?<![A-Za-z\[\\-])[NAYD](?![A-Za-z-])", lambda part: _PARTS[part[0]], form)
