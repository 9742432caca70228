import {
  facts,
  type Html,
  html,
  linkButton,
  type PageRequest,
  textsFor,
  type OpenSite,
} from '../../../http/index.ts';
import { formatDate } from '../../../messages/index.ts';
import { type ListedAuthority, pkiPaths, type ServiceState } from '../../../pki/index.ts';
import { texts } from '../messages.ts';
import { longNumber, pkiDocument } from './frame.ts';

/** More parts than this are told as a range. */
const mostListed = 8;

export function homePage(
  request: PageRequest,
  frame: OpenSite & { readonly origin: string },
  { authorities, trustedList }: Pick<ServiceState, 'authorities' | 'trustedList'>,
): Html {
  const t = textsFor(texts, request).home;
  return pkiDocument(request, frame, {
    title: t.title,
    main: [
      html`<p class="acar-lead">${t.lead}</p>`,
      html`<p class="acar-row">${linkButton({ href: '/repository', text: t.search })} ${linkButton(
        { href: '/status', text: t.status },
        { secondary: true },
      )}</p>`,
      html`<section><h2 class="ds-heading" data-size="sm">${t.authorities}</h2>${authorities.map((one) =>
        authorityFacts(request, one),
      )}</section>`,
      html`<section><h2 class="ds-heading" data-size="sm">${t.addresses}</h2>${facts([
        { name: t.ocsp, value: address(`${frame.origin}${pkiPaths.ocsp}`) },
        { name: t.timeStamps, value: address(`${frame.origin}${pkiPaths.timeStamp}`) },
        ...(trustedList ? [trustedListFact(request, frame, trustedList)] : []),
        {
          name: t.machineStatus,
          value: html`<a class="ds-link" href="/status.json">${frame.origin}/status.json</a>`,
        },
      ])}</section>`,
    ],
  });
}

function trustedListFact(
  request: PageRequest,
  { origin }: { readonly origin: string },
  { sequenceNumber, nextUpdate }: NonNullable<ServiceState['trustedList']>,
) {
  const t = textsFor(texts, request).home;
  const { trustedList: list, trustedListDigest: digest } = pkiPaths;
  const until = formatDate(new Date(nextUpdate), request.language);
  return {
    name: t.trustedList,
    value: html`<a class="ds-link" href="${list}">${origin}${list}</a> (<a class="ds-link" href="${digest}">SHA-256</a>) ${t.trustedListDates(String(sequenceNumber), until)}`,
  };
}

function address(url: string): Html {
  return html`<code class="acar-breakable">${url}</code>`;
}

function authorityFacts(request: PageRequest, authority: ListedAuthority): Html {
  const all = textsFor(texts, request);
  const t = all.home;
  const { name, kind, notBefore, notAfter, fingerprint } = authority;
  const [from, to] = [notBefore, notAfter].map((at) => formatDate(new Date(at), request.language));
  return html`<section><h3 class="ds-heading" data-size="xs">${name}</h3>${facts([
    { name: t.kind, value: all.kinds[kind] },
    { name: t.valid, value: all.period(from ?? '', to ?? '') },
    { name: t.fingerprint, value: longNumber(fingerprint) },
    { name: t.certificate, value: certificateLinks(t.certificate, name) },
    { name: t.lists, value: listLinks(t, authority) },
  ])}</section>`;
}

function certificateLinks(label: string, name: string): Html {
  const cer = pkiPaths.caCertificate(name);
  const pem = cer.replace(/cer$/, 'pem');
  const of = html`<span class="ds-sr-only">, ${label} ${name}</span>`;
  return html`<a class="ds-link" href="${cer}">DER${of}</a> <a class="ds-link" href="${pem}">PEM${of}</a>`;
}

function listLinks(
  t: {
    readonly list: (number: string) => string;
    readonly manyLists: (first: string, last: string) => string;
  },
  { name, partitions }: ListedAuthority,
): Html {
  const path = (partition: number) => pkiPaths.crl(name, partition);
  if (partitions > mostListed) return html`${t.manyLists(path(0), path(partitions - 1))}`;
  const links = Array.from({ length: partitions }, (_, partition) => partition);
  return html`${links.map(
    (partition) =>
      html`<a class="ds-link" href="${path(partition)}">${t.list(String(partition))}<span class="ds-sr-only">, ${name}</span></a> `,
  )}`;
}
