"""Sentences in every script."""

from __future__ import annotations

import pytest

from logitext.unicode.sentences import sentences

# Each line is a text, its sentences with `|` between them.
TEXTS = """
लेख है। |करूँगा॥ |ठीक? |हाँ।
یہ کیا ہے؟ |نہیں۔ |اچھا
ماذا؟ |هذا، ذلك. |نعم!
نمی‌دانم؟ |بله.
Բարև։ |Ինչպես ես: |լավ
ሰላም። |እንዴት፧ |ደህና
Τι κάνεις; |καλά. |Τι; |ναι· όχι
မင်္ဂလာပါ။ |ဘယ်၊ လဲ။ |ok
សួស្តី។ |បាទ៕ |ok
他说。|“好！”|我走了？|（对。）|「行。」|是
「行く。」と言った。|そうか？　|はい｡|ok
3．14だ．|次だ
他说，「好。」，然后
שלום. |מה? |כן!
Привет. |Как дела? |Он родился в 2020 г. в Минске. |Т.е. нет. |Проф. Иванов и А. С. Пушкин.
„Ja.“ |Ich gehe. |„Nein!“ sagte er. |»So.« |Dann z. B. am 3. Mai bzw. später. |Vgl. Nr. 5. |Gut
« Non ! » |Oui. |« Bien. » |M. Dupont et Mme. Durand, etc. et voilà.
it was lek. |tok now. |i said no. |ok.
he said "lek." |tok now
“No!” he said. |“No.” |He left. |Yahoo! |is it?
Wait... what? |wait… no. |Well… |Then... |No. . . but yes
Dr. Smith and J. K. Rowling (cf. Brown v. Board) met in the U.S. Supreme Court. |Done.
It is red, blue, etc. |Then usw. |Also et al. said.
See No. 5, Fig. 2 and p. 7. |It was 3.50 euros. |In 2020. |then
At 5 p.m. on Friday. |At 5 p.m. |He left.
See https://a.b/c?d=e!f. |Or a.b@c.de. |Mail file.txt now.
What‽ |No way!!! |really?! |yes
lek.😀 |Tok 👍🏽. |tok ❤️
lek. |:) tok. |– Tok. |— tok
lek.[12] |Tok.² |**Bold.** |_So._ |(In brackets.) |[Done.] |x
Stop! , he said? |no
1. First do it. |Then 2. |Second.
A. |B. |C. |D.
Plan B is it. |So do I. |then love u. |then
lek.\u200f |tok.\u200b |tok
lek.\u00a0|tok.\u2003|tok
. . .
"""


@pytest.mark.parametrize("text", TEXTS.strip().splitlines())
def test_sentences(text: str) -> None:
    expected = [sentence.strip() for sentence in text.split("|")]
    assert sentences(text.replace("|", "")) == expected


def test_the_number_of_a_list_at_the_start_of_a_line() -> None:
    assert sentences("Rules.\n1. Do it.\n2. Stop it.") == ["Rules.", "1. Do it.", "2. Stop it."]
    assert sentences("  a. Do it.\r\n b. Stop it.") == ["a. Do it.", "b. Stop it."]


def test_paragraphs_end_sentences_and_lines_do_not() -> None:
    assert sentences("one\ntwo\r\n \r\nthree\u2029four\n\ffive") == ["one\ntwo", "three", "four\n\ffive"]


def test_an_abbreviation_may_be_spelled_with_marks() -> None:
    assert sentences("es ist a\u0308. o\u0308. und o.a\u0308. gut") == ["es ist a\u0308. o\u0308. und o.a\u0308. gut"]


def test_half_a_surrogate_pair_and_the_like() -> None:
    assert sentences("\ud800. \ud800") == ["\ud800.", "\ud800"]
    assert sentences("") == []
    assert sentences(". ") == ["."]
