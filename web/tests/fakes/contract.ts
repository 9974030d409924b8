// The contract of REST, docs/openapi.json: what the fakes answer, and what the page sends, is checked against it.
// Whoever fakes REST makes its `fetch` with `contracted`; a test in which either side breaks the contract fails.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, expect } from 'vitest';

interface Schema {
  $ref?: string;
  properties?: object;
  allOf?: unknown[];
}

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Route {
  method: string;
  path: string;
  operation: Operation;
}

const DOCUMENT = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';
/** Routes with the fewest parameters first: `/channels/direct` is not a channel's name. */
const ROUTES: readonly Route[] = Object.entries(DOCUMENT.paths)
  .flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })))
  .toSorted((one, other) => one.path.split('{').length - other.path.split('{').length);

const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, allErrors: false });
ajv.addSchema({ $id: 'contract', ...(closed(DOCUMENT) as object) });

/** The document with every object closed: a field that the server does not know is a mistake of the fake. */
function closed(node: unknown, within: 'allOf' | 'schemas' | null = null): unknown {
  if (Array.isArray(node)) return node.map((item) => closed(item, within === 'allOf' ? within : null));
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (within === null && key === 'schemas') copy[key] = Object.fromEntries(Object.entries(value as object).map(([name, schema]) => [name, closed(schema, 'schemas')]));
    else copy[key] = closed(value, key === 'allOf' ? key : null);
  }
  // A named schema may be one of several that make an object: it is closed where it is used.
  if (within === null && isObject(node as Schema)) copy['unevaluatedProperties'] = false;
  return copy;
}

function isObject({ $ref, properties, allOf }: Schema): boolean {
  const named = $ref === undefined ? undefined : DOCUMENT.components.schemas[$ref.split('/').at(-1) ?? ''];
  return named === undefined ? properties !== undefined || allOf !== undefined : isObject(named);
}

function routeOf(method: string, path: string): Route | undefined {
  return ROUTES.find((route) => route.method === method && new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
}

/** What is wrong with a value at a place of the document; nothing for a place that has no schema. */
function faultsIn(value: unknown, route: Route, ...place: string[]): string[] {
  const pointer = ['paths', route.path, route.method.toLowerCase(), ...place].map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = ajv.getSchema(`contract#/${pointer}`);
  if (validate === undefined) throw new Error(`docs/openapi.json has nothing at ${pointer}`);
  return validate(value) === true ? [] : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

function faultsOfRequest(route: Route, url: URL, init: RequestInit | undefined): string[] {
  const known = new Set((route.operation.parameters ?? []).filter(({ in: where }) => where === 'query').map(({ name }) => name));
  const unknown = [...url.searchParams.keys()].filter((name) => !known.has(name)).map((name) => `takes no ${name}`);
  const content = route.operation.requestBody?.content ?? {};
  if (typeof init?.body !== 'string') return unknown;
  if (content[JSON_TYPE] === undefined) return [...unknown, 'takes no body'];
  return [...unknown, ...faultsIn(JSON.parse(init.body), route, 'requestBody', 'content', JSON_TYPE, 'schema')];
}

async function faultsOfResponse(route: Route, response: Response): Promise<string[]> {
  const text = await response.clone().text();
  const { responses } = route.operation;
  const status = String(response.status);
  if (!response.ok) {
    // What is in front of the server answers what it likes.
    if (!text.includes('"code"')) return [];
    return faultsIn(JSON.parse(text), route, 'responses', responses[status] === undefined ? 'default' : status, 'content', PROBLEM_TYPE, 'schema');
  }
  if (responses[status] === undefined) return [`never answers with ${status}`];
  if (responses[status].content?.[JSON_TYPE] === undefined) return text === '' ? [] : ['answers with nothing'];
  return faultsIn(JSON.parse(text), route, 'responses', status, 'content', JSON_TYPE, 'schema');
}

/** What was said against the contract in the running test. */
const faults: string[] = [];

afterEach(() => {
  expect(faults.splice(0), 'docs/openapi.json allows everything that REST took and answered').toEqual([]);
});

/** A `fetch` that fakes the server, under its contract. Addresses of other servers are not checked. */
export function contracted(fetch: (input: string | URL, init?: RequestInit) => Promise<Response>): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(String(input), 'http://chat.test');
    const response = await fetch(input as string | URL, init);
    if (!url.pathname.startsWith('/api/')) return response;
    const method = init?.method ?? 'GET';
    const route = routeOf(method, url.pathname);
    const found = route === undefined ? ['no such route'] : [...faultsOfRequest(route, url, init), ...(await faultsOfResponse(route, response))];
    faults.push(...found.map((fault) => `${method} ${url.pathname}: ${fault}`));
    return response;
  };
}

/** What the server answers when all is well: the status is the route's, and so is an empty body. */
export function answered(method: string, address: string | URL, body: unknown): Response {
  const route = routeOf(method, new URL(address, 'http://chat.test').pathname);
  const status = Object.keys(route?.operation.responses ?? {}).find((code) => code.startsWith('2')) ?? '200';
  return new Response(status === '204' ? null : JSON.stringify(body), { status: Number(status) });
}

/** A refusal as the server writes it. */
export function refused(status: number, code: string, detail = code, more: object = {}): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, detail, ...more }), { status, headers: { 'content-type': PROBLEM_TYPE } });
}
