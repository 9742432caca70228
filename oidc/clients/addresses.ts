import { problem, type RegistrationProblem } from './errors.ts';
import type { Draft, MemberName } from './members.ts';

const single: readonly MemberName[] = [
  'client_uri',
  'logo_uri',
  'policy_uri',
  'tos_uri',
  'initiate_login_uri',
  'backchannel_logout_uri',
  'jwks_uri',
];
const lists = ['redirect_uris', 'post_logout_redirect_uris'] as const;

/** Every address of the registration: https, and exact, since RFC 9700 2.1 has redirect URIs compared letter by letter. */
export function checkAddresses(draft: Draft, allowsLoopbackHttp: boolean): RegistrationProblem[] {
  const found: RegistrationProblem[] = [];
  const check = (path: string, value: unknown) => {
    if (typeof value === 'string') found.push(...checkAddress(path, value, allowsLoopbackHttp));
  };
  for (const member of single) check(member, draft[member]);
  for (const member of lists) {
    for (const [index, value] of (draft[member] ?? []).entries()) check(`${member}[${index}]`, value);
  }
  return found;
}

function checkAddress(path: string, value: string, allowsLoopbackHttp: boolean): RegistrationProblem[] {
  const url = URL.parse(value);
  if (!url?.hostname || url.username || url.password || value.includes('#'))
    return [problem('client.uri_malformed', path)];
  const isLoopbackHttp = url.protocol === 'http:' && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(isLoopbackHttp && allowsLoopbackHttp))
    return [problem('client.uri_not_https', path)];
  // A bare origin may be written without its slash; everything else must be what a URL parser makes of it.
  const isExact = value === url.href || value === url.origin;
  return isExact && !url.hostname.includes('*') ? [] : [problem('client.uri_not_exact', path, url.href)];
}

function isLoopbackHost(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

/** With pairwise subjects, the provider takes the sector from the one host of the redirect URIs (OpenID Connect Core 8.1). */
export function checkRedirectHosts(draft: Draft): RegistrationProblem[] {
  const hosts = new Set((draft.redirect_uris ?? []).map((uri) => URL.parse(uri)?.host));
  if (draft.acar_public_subject === true || hosts.size < 2) return [];
  return [problem('client.redirect_hosts_differ', 'redirect_uris')];
}
