// System One: questions about a state, each answered by the probabilities of the first token of its answer.
//
// The state comes first, so that it is read once, and each question costs its own words and one token.

const SYSTEM = "You read a state and answer one question about it. You answer with one word or one letter, and nothing else.";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The reply to a request; `Refused` where the request is wrong. */
export async function decide(model, body) {
    const questions = asObject(body.questions, "questions");
    const state = typeof body.state === "string" ? body.state : JSON.stringify(body.state);
    if (state === undefined) throw new Refused("`state` is missing");
    const answers = {};
    const diagnostics = {};
    let [read, cached] = [0, 0];
    for (const [id, question] of Object.entries(questions)) {
        const { asked, options } = put(asObject(question, `questions.${id}`), id);
        const tokens = model.tokens([
            { role: "system", content: SYSTEM },
            { role: "user", content: `State:\n${state}\n\n${asked}` },
        ]);
        // What the question before had in common with this one is of this call: it is counted once.
        const known = model.known(tokens);
        if (read === 0) [read, cached] = [tokens.length, known];
        else read += tokens.length - known;
        const chances = await model.next(tokens);
        const shares = options.map(({ words }) => mass(model, chances, words));
        const total = shares.reduce((one, other) => one + other, 0);
        const likeliest = chances.entries().next().value[0];
        const labels = new Set(options.flatMap(({ words }) => words.map((word) => model.single(word))));
        diagnostics[id] = { label_mass: Math.min(1, total), argmax_is_label: labels.has(likeliest) };
        answers[id] = answer(question, options, total > 0 ? shares.map((share) => share / total) : shares.map(() => 1 / shares.length));
    }
    const count = Object.keys(answers).length;
    return { answers, diagnostics, usage: { input_tokens: read, output_tokens: count, input_tokens_details: { cached_tokens: cached } } };
}

/** A request that is wrong. */
export class Refused extends Error {}

function asObject(value, where) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Refused(`\`${where}\` is no object`);
    return value;
}

/** A question in words, and the options of its answer, each with the words that stand for it. */
function put({ type, instructions, criteria }, id) {
    const said = `Question:\n${instructions}\n`;
    if (type === "noul") {
        const told = Object.entries(criteria ?? {}).map(([word, means]) => `${word === "true" ? "yes" : "no"}: ${means}\n`);
        return {
            asked: `${said}${told.join("")}Is this so? Answer yes or no.`,
            options: [
                { name: "yes", words: cases("yes") },
                { name: "no", words: cases("no") },
            ],
        };
    }
    if (type === "choice") {
        const named = Object.entries(asObject(criteria, `questions.${id}.criteria`));
        if (named.length > LETTERS.length) throw new Refused(`a choice has at most ${LETTERS.length} options`);
        const lines = named.map(([name, means], at) => `${LETTERS[at]}. ${name}${means ? ` (${means})` : ""}\n`);
        return {
            asked: `${said}${lines.join("")}Which one is it? Answer with its letter.`,
            options: named.map(([name], at) => ({ name, words: [LETTERS[at], ` ${LETTERS[at]}`] })),
        };
    }
    if (type === "score") {
        if (!Array.isArray(criteria) || criteria.length < 2 || criteria.length > 10) throw new Refused("a score has 2 to 10 levels");
        return {
            asked: `${said}${criteria.map((level, at) => `${at}. ${level}\n`).join("")}Which level is it? Answer with its number.`,
            options: criteria.map((name, at) => ({ name, words: [`${at}`, ` ${at}`] })),
        };
    }
    throw new Refused(`questions.${id} has the type ${JSON.stringify(type)}`);
}

function cases(word) {
    const forms = [word, word[0].toUpperCase() + word.slice(1), word.toUpperCase()];
    return [...forms, ...forms.map((form) => ` ${form}`)];
}

/** The probability of the words together, as far as each is one token. */
function mass(model, chances, words) {
    const tokens = new Set(words.map((word) => model.single(word)).filter((token) => token !== undefined));
    let sum = 0;
    for (const token of tokens) sum += chances.get(token) ?? 0;
    return sum;
}

function answer({ type }, options, shares) {
    const best = shares.indexOf(Math.max(...shares));
    if (type === "noul") return { type, noul: shares[0] };
    if (type === "choice") {
        const probabilities = Object.fromEntries(options.map(({ name }, at) => [name, shares[at]]));
        return { type, choice: options[best].name, probabilities, confidence: shares[best] };
    }
    return {
        type,
        score: shares.reduce((sum, share, at) => sum + at * share, 0),
        legend: Object.fromEntries(options.map(({ name }, at) => [`${at}`, name])),
        probabilities: Object.fromEntries(shares.map((share, at) => [`${at}`, share])),
        confidence: shares[best],
    };
}
