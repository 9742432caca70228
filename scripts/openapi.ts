import { z } from 'zod';
import type { RouteDescription } from '../src/http/index.ts';
import type { GeneratedFile } from './generated.ts';
import type { RouteTable } from './route-tables.ts';

type Json = { readonly [name: string]: unknown };

/** The OpenAPI description of one site, beside the code that serves it. */
export function openapiFile(table: RouteTable): GeneratedFile {
  return {
    path: `src/http/openapi-${table.site}.gen.json`,
    text: `${JSON.stringify(openapiDocument(table), undefined, 2)}\n`,
  };
}

/** OpenAPI 3.1 from route definitions. Throws when two routes share an id, or a path and method. */
export function openapiDocument(table: RouteTable): Json {
  const ids = new Set<string>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of table.routes) {
    if (ids.has(route.id)) throw new Error(`two routes of ${table.site} are called ${route.id}`);
    ids.add(route.id);
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const operations = (paths[path] ??= {});
    const method = route.method.toLowerCase();
    if (operations[method]) throw new Error(`two routes of ${table.site} answer ${route.method} ${path}`);
    operations[method] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: table.title, version: '1' },
    paths,
    components: { schemas: { Problem: problemSchema(table.problem ?? problemMembers) } },
  };
}

/** Of RFC 9457, and ours. */
const problemMembers = ['type', 'title', 'status', 'code', 'request'] as const;

function problemSchema(members: readonly string[]): Json {
  const properties = members.map((name) => [name, { type: name === 'status' ? 'integer' : 'string' }]);
  return { type: 'object', required: members, properties: Object.fromEntries(properties) };
}

function operationOf(route: RouteDescription): Json {
  const parameters = [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)];
  const body = requestBody(route);
  const responses = Object.entries(route.responses).map(([status, description]) => [
    status,
    { description, ...contentOf(route, Number(status)) },
  ]);
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.audience],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: Object.fromEntries(responses),
  };
}

function contentOf(route: RouteDescription, status: number): Json {
  if (status === 204 || (status >= 300 && status < 400)) return {};
  if (route.audience === 'page') return { content: { 'text/html': {} } };
  if (status < 400) return { content: answerOf(route) };
  return { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
}

function answerOf({ answer = { type: 'application/json' } }: RouteDescription): Json {
  const { type, schema } = answer;
  return { [type]: schema ? { schema: schemaOf(schema, 'output') } : {} };
}

function pathParameters(route: RouteDescription): Json[] {
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(route: RouteDescription): Json[] {
  if (!route.query) return [];
  const { properties = {}, required = [] } = schemaOf(route.query);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headerParameters(route: RouteDescription): Json[] {
  return Object.entries(route.headers ?? {}).map(([name, schema]) => ({
    name,
    in: 'header',
    required: !schema.safeParse(undefined).success,
    schema: schemaOf(schema),
  }));
}

/** A page's forms carry the token that binds them to the browser. */
function requestBody(route: RouteDescription): Json | undefined {
  if (route.method !== 'POST') return undefined;
  if (route.content)
    return Object.fromEntries(route.content.map((type) => [type, { schema: { type: 'string' } }]));
  if (route.audience === 'api' && route.upload)
    return { ...uploadOfProgram, ...rawBodies(route.upload.mediaTypes) };
  if (route.audience === 'api') return route.body && { 'application/json': { schema: schemaOf(route.body) } };
  const { properties = {}, required = [], ...rest } = route.body ? schemaOf(route.body) : { type: 'object' };
  const file = route.upload && { file: { type: 'string', format: 'binary' } };
  const schema = {
    ...rest,
    properties: { ...properties, csrf: { type: 'string' }, ...file },
    required: [...required, 'csrf'],
  };
  return { [route.upload ? 'multipart/form-data' : 'application/x-www-form-urlencoded']: { schema } };
}

/** Files under names that the summary of the route tells. */
const uploadOfProgram: Json = {
  'multipart/form-data': {
    schema: { type: 'object', additionalProperties: { type: 'string', format: 'binary' } },
  },
};

/** Bodies that are one file. */
function rawBodies(mediaTypes: readonly string[] = []): Json {
  return Object.fromEntries(
    mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
  );
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
