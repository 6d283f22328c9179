// A server on this machine alone for a model of a GGUF file: OpenAI's chat completions, and System One.
//
// node server.mjs FILE --runtime FOLDER [--threads N] [--name NAME] [--port N]. Prints its base URL when it is ready. It answers
// one request after the other.

import { createServer } from "node:http";
import { parseArgs } from "node:util";

import { complete } from "./chat.mjs";
import { decide, Refused } from "./decide.mjs";
import { load, TooLongError } from "./model.mjs";

const LARGEST = 8 << 20;

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        port: { type: "string", default: "0" },
        runtime: { type: "string" },
        threads: { type: "string", default: "1" },
        name: { type: "string", default: "model" },
    },
});

const model = await load(positionals[0], values.runtime, Number(values.threads));
let last = Promise.resolve();

/** Run work when all that came before is done. */
function inTurn(work) {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
}

async function read(request) {
    const pieces = [];
    let size = 0;
    for await (const piece of request) {
        size += piece.length;
        if (size > LARGEST) throw new Refused("the request is too large");
        pieces.push(piece);
    }
    try {
        return JSON.parse(Buffer.concat(pieces).toString("utf8"));
    } catch {
        throw new Refused("the request is no JSON");
    }
}

function send(response, status, body) {
    const bytes = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length });
    response.end(bytes);
}

const ROUTES = { "POST /v1/chat/completions": complete, "POST /v1/systemone": decide };

async function respond(request, response) {
    if (`${request.method} ${request.url}` === "GET /v1/models") {
        return send(response, 200, { object: "list", data: [{ id: values.name, object: "model" }] });
    }
    const route = ROUTES[`${request.method} ${request.url}`];
    if (route === undefined) return send(response, 404, { error: { message: "there is nothing at this path" } });
    const body = await read(request);
    const gone = () => response.destroyed;
    const made = await inTurn(() => (gone() ? undefined : route(model, body, gone)));
    if (made !== undefined && !gone()) send(response, 200, { model: values.name, ...made });
}

const server = createServer((request, response) => {
    respond(request, response).catch((error) => {
        const status = error instanceof Refused || error instanceof TooLongError ? 400 : 500;
        if (!response.headersSent) send(response, status, { error: { message: String(error.message ?? error) } });
    });
});
server.listen(Number(values.port), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
process.stdin.resume(); // whoever started this holds its input open: it ends with them, also where they are killed
process.stdin.on("end", () => process.exit(0));
