// A model of a GGUF file: messages into tokens, and tokens into what comes next.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const CONTEXT = 8192;

/** Load a model. `runtime` is the folder in which npm has installed the libraries. */
export async function load(file, runtime, threads) {
    const from = (...path) => import(pathToFileURL(join(runtime, "node_modules", ...path)).href);
    const { getLlama, LlamaGrammarEvaluationState } = await from("node-llama-cpp", "dist", "index.js");
    const { Template } = await from("@huggingface", "jinja", "dist", "index.js");
    const llama = await getLlama({ gpu: false, build: "never", logLevel: "error", maxThreads: threads });
    const model = await llama.loadModel({ modelPath: file });
    const metadata = model.fileInfo.metadata;
    const context = await model.createContext({
        contextSize: Math.min(CONTEXT, model.trainContextSize),
        threads,
        sequences: 1,
    });
    const template = metadata.tokenizer?.chat_template;
    if (typeof template !== "string") throw new Error("the file has no chat template: it is no instruct model");
    return new Model(llama, model, context.getSequence(), new Template(template), LlamaGrammarEvaluationState);
}

/** One sequence of tokens at a time; what two prompts begin with in common is read once. */
class Model {
    #llama;
    #model;
    #sequence;
    #template;
    #GrammarState;
    #grammars = new Map();

    constructor(llama, model, sequence, template, GrammarState) {
        this.#llama = llama;
        this.#model = model;
        this.#sequence = sequence;
        this.#template = template;
        this.#GrammarState = GrammarState;
    }

    get longest() {
        return this.#sequence.contextSize;
    }

    /** The tokens of a conversation. Control tokens come from the template alone, never from a message. */
    tokens(messages) {
        const marks = messages.map((_, at) => `\u0001${at}\u0001`);
        const shell = this.#template.render({
            messages: messages.map(({ role }, at) => ({ role, content: marks[at] })),
            add_generation_prompt: true,
            bos_token: this.#text(this.#model.tokens.bos),
            eos_token: this.#text(this.#model.tokens.eos),
        });
        const found = [];
        for (const [at, piece] of shell.split(/\u0001(\d+)\u0001/).entries()) {
            if (at % 2) found.push(...this.#model.tokenize(messages[Number(piece)].content, false));
            else found.push(...this.#model.tokenize(piece, true));
        }
        return found;
    }

    #text(token) {
        return token == null ? "" : this.#model.detokenize([token], true);
    }

    /** The token that a text is, where it is a single one. */
    single(text) {
        const found = this.#model.tokenize(text, false);
        return found.length === 1 ? found[0] : undefined;
    }

    /** How many tokens at the beginning have been read before, for the prompt before this one. */
    known(tokens) {
        const at = this.#sequence.compareContextTokens(tokens).firstDifferentIndex;
        return Math.min(at, tokens.length - 1); // the last one is read anew, for what comes behind it
    }

    async #rest(tokens) {
        if (tokens.length >= this.longest) throw new TooLongError(tokens.length, this.longest);
        const known = this.known(tokens);
        await this.#sequence.adaptStateToTokens(tokens.slice(0, known), false);
        return tokens.slice(this.#sequence.nextTokenIndex);
    }

    /** The probability of each token to come next. */
    async next(tokens) {
        const rest = await this.#rest(tokens);
        const last = rest.pop();
        const found = await this.#sequence.controlledEvaluate([...rest, [last, { generateNext: { probabilities: true } }]]);
        return found.at(-1).next.probabilities;
    }

    /** Tokens as they are written: the text of each, and the probabilities of the likeliest ones in its place. */
    async *write(tokens, { schema, most, temperature, seed, top }) {
        const grammarState =
            schema === undefined
                ? undefined
                : new this.#GrammarState({ model: this.#model, grammar: await this.#grammar(schema) });
        const rest = await this.#rest(tokens);
        const steps = this.#sequence.evaluateWithMetadata(
            rest,
            { probabilities: true },
            { temperature, seed, grammarEvaluationState: grammarState, yieldEogToken: true },
        );
        let written = 0;
        for await (const { token, probabilities } of steps) {
            const ended = this.#model.isEogToken(token);
            if (ended || written === most) return void (yield { ended, text: "", probability: 1, likeliest: [] });
            written += 1;
            const likeliest = [];
            for (const [other, share] of probabilities) {
                if (likeliest.length === top) break;
                if (share > 0) likeliest.push([this.#text(other), share]);
            }
            yield { ended: false, token, text: this.#text(token), probability: probabilities.get(token) ?? 1, likeliest };
        }
    }

    text(tokens) {
        return this.#model.detokenize(tokens);
    }

    async #grammar(schema) {
        const key = JSON.stringify(schema);
        if (!this.#grammars.has(key)) {
            if (this.#grammars.size > 50) this.#grammars.clear();
            this.#grammars.set(key, await this.#llama.createGrammarForJsonSchema(schema));
        }
        return this.#grammars.get(key);
    }
}

/** A prompt that is longer than the model can read. */
export class TooLongError extends Error {
    constructor(length, longest) {
        super(`the prompt has ${length} tokens, and the model reads ${longest}`);
    }
}
