// Chat completions: what the model writes, held to a JSON schema where one is given, with log-probabilities.

import { Refused } from "./decide.mjs";

const MOST = 2048;

/** The reply to a request; writing ends early where `gone()` says that nobody waits for it any more. */
export async function complete(model, body, gone) {
    if (!Array.isArray(body.messages) || body.messages.length === 0) throw new Refused("`messages` is missing");
    const tokens = model.tokens(body.messages.map(plain));
    const cached = model.known(tokens);
    const most = body.max_tokens ?? body.max_completion_tokens ?? MOST;
    const shape = schema(body.response_format);
    const steps = model.write(tokens, {
        schema: shape,
        most,
        temperature: body.temperature ?? 0,
        seed: body.seed,
        top: body.logprobs ? Math.max(1, body.top_logprobs ?? 1) : 0,
    });
    const written = [];
    let finish = "length";
    for await (const step of steps) {
        if (step.ended) finish = "stop";
        if (step.ended || step.token === undefined || gone()) break;
        written.push(step);
        if (shape !== undefined && step.text.includes("}") && isWhole(model.text(written.map(({ token }) => token)))) {
            finish = "stop"; // the grammar lets a model go on with line breaks
            break;
        }
    }
    const content = model.text(written.map(({ token }) => token));
    return {
        object: "chat.completion",
        choices: [
            {
                index: 0,
                message: { role: "assistant", content },
                finish_reason: finish,
                logprobs: body.logprobs ? { content: written.map(told) } : null,
            },
        ],
        usage: {
            prompt_tokens: tokens.length,
            completion_tokens: written.length,
            total_tokens: tokens.length + written.length,
            prompt_tokens_details: { cached_tokens: cached },
        },
    };
}

function isWhole(text) {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

function told({ text, probability, likeliest }) {
    return {
        token: text,
        logprob: Math.min(0, Math.log(probability)),
        top_logprobs: likeliest.map(([token, share]) => ({ token, logprob: Math.min(0, Math.log(share)) })),
    };
}

function plain({ role, content }) {
    const text = typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("\n\n");
    return { role: role === "developer" ? "system" : role, content: text };
}

function schema(format) {
    if (format?.type === "json_schema") return format.json_schema?.schema;
    return format?.type === "json_object" ? format.schema : undefined;
}
