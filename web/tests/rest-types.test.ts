// @vitest-environment node
// The types of the REST routes are those of docs/openapi.json. What the wire knows too is the same type
// there and here. To write them anew: UPDATE=1 npx vitest run tests/rest-types.test.ts

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: (string | number)[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const ROOT = join(import.meta.dirname, '../..');
const FILE = join(import.meta.dirname, '../src/core/rest/routes.generated.ts');
/** What the page calls. */
const WANTED = /^\/api\/(?:auth|chat)\//;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PLAIN: Record<string, string> = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };

class Writer {
  /** The types of the wire that are used. */
  readonly imported = new Set<string>();
  /** The types that REST alone has, by name. */
  readonly declared = new Map<string, string>();

  constructor(
    private readonly document: OpenApi,
    private readonly wire: ReadonlySet<string>,
  ) {}

  typeOf(schema: Schema): string {
    if (schema.$ref !== undefined) return this.#named(schema.$ref.split('/').at(-1) ?? '');
    if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
    if (schema.oneOf !== undefined) return schema.oneOf.map((one) => this.typeOf(one)).join(' | ');
    if (schema.allOf !== undefined) return schema.allOf.map((one) => this.typeOf(one)).join(' & ');
    const kinds = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
    if (kinds.length === 0) throw new Error(`no type is known for ${JSON.stringify(schema)}`);
    return kinds.map((kind) => this.#kindOf(kind, schema)).join(' | ');
  }

  #kindOf(kind: string, { items, properties = {}, required = [] }: Schema): string {
    if (kind === 'array' && items !== undefined) return `(${this.typeOf(items)})[]`.replace(/^\((\w+)\)/, '$1');
    if (kind === 'object') {
      const fields = Object.entries(properties).map(([name, field]) => `${name}${required.includes(name) ? '' : '?'}: ${this.typeOf(field)}`);
      return `{ ${fields.join('; ')} }`;
    }
    const plain = PLAIN[kind];
    if (plain === undefined) throw new Error(`no type is known for ${kind}`);
    return plain;
  }

  #named(name: string): string {
    const list = name.startsWith('Items_') ? name.slice('Items_'.length) : null;
    if (list !== null) return `Page<${this.#named(list)}>`;
    const schema = this.document.components.schemas[name];
    if (this.wire.has(name)) this.imported.add(name);
    else if (schema === undefined) throw new Error(`there is no schema ${name}`);
    else if (typeof schema.type === 'string' && PLAIN[schema.type] !== undefined) return PLAIN[schema.type] ?? '';
    else if (!this.declared.has(name)) {
      this.declared.set(name, '');
      this.declared.set(name, this.typeOf(schema));
    }
    return name;
  }

  route(method: string, path: string, operation: Operation): string | null {
    const [answered] = Object.entries(operation.responses).filter(([status]) => /^2\d\d$/.test(status));
    if (answered === undefined) return null;
    const answer = answered[1].content?.['application/json']?.schema;
    const body = operation.requestBody?.content['application/json']?.schema;
    const written = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const parameter = operation.parameters?.find((one) => one.in === 'path' && one.name === name);
      return `\${${this.typeOf(parameter?.schema ?? { type: 'string' })}}`;
    });
    const query = (operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .map(({ name, required, schema }) => `${name}${required === true ? '' : '?'}: ${this.typeOf(schema)} | undefined`);
    const parts = [
      `method: '${method.toUpperCase()}'`,
      `path: \`${written}\``,
      `query: ${query.length === 0 ? 'Record<never, never>' : `{ ${query.join('; ')} }`}`,
      `body: ${body === undefined ? 'undefined' : this.typeOf(body)}`,
      `answer: ${answer === undefined ? 'void' : this.typeOf(answer)}`,
    ];
    return `  | { ${parts.join('; ')} }`;
  }
}

async function generate(): Promise<string> {
  const document = JSON.parse(await readFile(join(ROOT, 'docs/openapi.json'), 'utf8')) as OpenApi;
  const wire = await readFile(join(import.meta.dirname, '../src/core/protocol/generated.ts'), 'utf8');
  const writer = new Writer(document, new Set([...wire.matchAll(/^export type (\w+)/gm)].map(([, name = '']) => name)));
  const wanted = Object.entries(document.paths).filter(([path]) => WANTED.test(path));
  const routes = wanted.flatMap(([path, operations]) =>
    METHODS.flatMap((method) => {
      const operation = operations[method];
      return operation === undefined ? [] : (writer.route(method, path, operation) ?? []);
    }),
  );
  writer.typeOf({ $ref: '#/components/schemas/ProblemBody' });
  return [
    '// Generated from docs/openapi.json; do not edit.',
    '// To write it anew: UPDATE=1 npx vitest run tests/rest-types.test.ts',
    '',
    `import type { ${[...writer.imported].toSorted().join(', ')} } from '../protocol/generated';`,
    '',
    '/** A page of a list; `next` asks for the one after it. */',
    'export interface Page<T> {\n  items: T[];\n  next?: string | null;\n}',
    '',
    ...[...writer.declared].toSorted().map(([name, type]) => `export type ${name} = ${type};\n`),
    `export type Route =\n${routes.join('\n')};`,
    '',
  ].join('\n');
}

it('are in the file as the document has them', async () => {
  const generated = await generate();
  if (process.env['UPDATE'] !== undefined) await writeFile(FILE, generated);
  expect(await readFile(FILE, 'utf8')).toBe(generated);
});
