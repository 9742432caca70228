import { hostile, malformed } from './errors.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 whether or not the entry says so: old names in code page 437 are known by their ASCII alone. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed('the name of an entry is not UTF-8');
  }
}

// Controls, and those that turn the direction of writing so that a name reads as another.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const deceptive = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

/** Refuses names that lead out of the folder where they are unpacked, or that people and systems read differently. */
export function checkName(name: string): void {
  if (name === '') throw malformed('an entry has no name');
  if (deceptive.test(name)) throw hostile('the name of an entry has control characters');
  if (name.includes('\\') || name.startsWith('/') || /^[A-Za-z]:/.test(name))
    throw hostile(`the name of an entry is not a relative path: ${name}`);
  const segments = name.replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    throw hostile(`the name of an entry leads elsewhere: ${name}`);
}

/** Refuses names that one file system or another takes for the same, and files that are also folders. */
export function checkDistinct(names: readonly string[]): void {
  const files = new Set<string>();
  const folders = new Set<string>();
  const seen = new Set<string>();
  for (const name of names) {
    const key = foldName(name);
    if (seen.has(key)) throw hostile(`two entries have the name ${name}`);
    seen.add(key);
    const path = key.replace(/\/$/, '');
    (path === key ? files : folders).add(path);
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end));
  }
  for (const file of files) if (folders.has(file)) throw hostile(`${file} is a file and a folder`);
}

/** Equal for names that differ in case or in Unicode normal form alone. */
function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}
