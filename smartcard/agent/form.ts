import type { IncomingMessage } from 'node:http';
import { Refusal } from './errors.ts';

/** Of every form but those with documents, whose request alone may be longer. */
const maxBytes = 16 * 1024;

interface FieldRule {
  /** Characters. */
  readonly maxLength: number;
  readonly isOptional?: true;
}

/**
 * The fields of a form, each exactly once and no others: unknown ones are refused.
 * @throws Refusal
 */
export async function readForm<Name extends string>(
  request: IncomingMessage,
  names: Readonly<Record<Name, FieldRule>>,
): Promise<Readonly<Record<Name, string>>> {
  if (!isForm(request.headers['content-type'])) throw new Refusal('agent.media_type');
  const rules: readonly FieldRule[] = Object.values(names);
  const longest = rules.reduce((sum, { maxLength }) => sum + maxLength, 0);
  const fields = new URLSearchParams(await readBody(request, Math.max(maxBytes, longest + maxBytes / 4)));
  for (const name of fields.keys())
    if (!Object.hasOwn(names, name)) throw new Refusal('agent.form', 'unknown field');
  const values = {} as Record<Name, string>;
  for (const name of Object.keys(names) as Name[]) {
    const [value, ...more] = fields.getAll(name);
    const { maxLength, isOptional } = names[name];
    if (more.length > 0 || (value === undefined && !isOptional)) throw new Refusal('agent.form', name);
    if (value !== undefined && value.length > maxLength)
      throw new Refusal('agent.form', `${name} is too long`);
    values[name] = value ?? '';
  }
  return values;
}

function isForm(type: string | undefined): boolean {
  return /^application\/x-www-form-urlencoded *(;|$)/i.test(type ?? '');
}

async function readBody(request: IncomingMessage, mostBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  // The connection must live on for the answer.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > mostBytes) throw new Refusal('agent.too_large');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
