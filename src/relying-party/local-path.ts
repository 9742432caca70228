const longestPath = 512;

/** The path to go on to after sign-in: within this site, or `/` when what was asked leads elsewhere. */
export function toLocalPath(wanted: string | undefined): string {
  if (!wanted || wanted.length > longestPath || !/^\/(?![/\\])/.test(wanted)) return '/';
  // Judged by the parser that browsers use: it drops tabs and line breaks and turns backslashes.
  const base = 'https://site.invalid';
  const url = URL.parse(wanted, base);
  return url?.origin === base ? url.pathname.replace(/^\/{2,}/, '/') + url.search : '/';
}
