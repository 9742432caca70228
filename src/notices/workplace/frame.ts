import {
  document,
  type ErrorRequest,
  errorDocument,
  form,
  type Html,
  inReadersLanguage,
  type Link,
  type PageOptions,
  type Request,
  submit,
  textsFor,
} from '../../http/index.ts';
import type { Language } from '../../messages/index.ts';
import { signedInWith } from '../../ways/index.ts';
import type { Office } from '../courts/index.ts';
import { workplaceTexts } from './messages.ts';
import type { CourtFrame, OfficeFrame } from './model.ts';

export type CourtRequest = Pick<Request, 'language' | 'path' | 'csrf'> & { readonly query?: unknown };

type SectionName =
  | 'overview'
  | 'myCases'
  | 'cases'
  | 'undelivered'
  | 'calendar'
  | 'lots'
  | 'leave'
  | 'figures'
  | 'lookups';

/** The sections of the header, and who sees them. The path stands behind `/courts/COURT`. */
const sections: readonly {
  readonly name: SectionName;
  readonly path: string;
  /** What belongs to the section and lies elsewhere. */
  readonly also?: string;
  readonly offices: readonly Office[];
}[] = [
  { name: 'overview', path: '', offices: ['clerk', 'judge', 'chair'] },
  { name: 'myCases', path: '/my-cases', also: '/notices', offices: ['judge'] },
  { name: 'cases', path: '/cases', also: '/imports', offices: ['clerk', 'chair'] },
  { name: 'undelivered', path: '/undelivered', offices: ['clerk', 'chair'] },
  { name: 'calendar', path: '/calendar', offices: ['clerk', 'judge', 'chair'] },
  { name: 'lots', path: '/lots', also: '/absent-judges', offices: ['clerk', 'judge', 'chair'] },
  { name: 'leave', path: '/leave', offices: ['chair'] },
  { name: 'figures', path: '/figures', offices: ['chair'] },
  { name: 'lookups', path: '/lookups', offices: ['chair'] },
];

export function courtPath({ court }: Pick<OfficeFrame, 'court'>, rest = ''): string {
  return `/courts/${court.courtId}${rest}`;
}

type Drawn = Pick<PageOptions, 'title' | 'main'> & Partial<PageOptions>;

/** The portal, and its help and accessibility statement, which hold for the court too. */
export function courtFooterLinks(language: Language, portal: string): Link[] {
  const t = textsFor(workplaceTexts, { language });
  const there = (path: string) => inReadersLanguage(new URL(path, portal).href, language);
  return [
    { href: there('/'), text: t.toPortal },
    { href: there('/help/sign-in'), text: t.help },
    { href: there('/accessibility'), text: t.accessibility },
  ];
}

/** A page of the court's origin for a signed-in person. */
export function courtDocument(request: CourtRequest, frame: CourtFrame | OfficeFrame, options: Drawn): Html {
  const t = textsFor(workplaceTexts, request);
  const { person } = frame;
  return document(request, {
    layout: 'wide',
    site: 'court' in frame ? frame.court.names[request.language] : t.site,
    navigation: 'court' in frame ? navigation(request, frame) : [],
    footerLinks: courtFooterLinks(request.language, frame.portal),
    person: {
      name: person.name,
      method: t.signedIn(signedInWith(person.method, request.language)),
      signOut: form(request, frame.signOutAction, submit(t.signOut, { secondary: true })),
    },
    ...options,
  });
}

function navigation(request: CourtRequest, frame: OfficeFrame): NonNullable<PageOptions['navigation']> {
  const t = textsFor(workplaceTexts, request).sections;
  return sectionsOf(frame).map(({ name, href, also }) => {
    const isCurrent =
      name === 'overview'
        ? request.path === href
        : isUnder(request.path, href) || (also !== undefined && isUnder(request.path, also));
    return { href, text: t[name], current: isCurrent };
  });
}

/** The sections that the person sees at this court, the first page before all. */
export function sectionsOf(
  frame: OfficeFrame,
): readonly { readonly name: SectionName; readonly href: string; readonly also: string | undefined }[] {
  return sections
    .filter(({ offices }) => offices.some((office) => frame.offices.includes(office)))
    .map(({ name, path, also }) => ({
      name,
      href: courtPath(frame, path),
      also: also === undefined ? undefined : courtPath(frame, also),
    }));
}

function isUnder(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}

/** A page that a form from elsewhere opens: nothing is known of the person. */
export function unknownDocument(request: CourtRequest, options: Drawn): Html {
  const t = textsFor(workplaceTexts, request);
  return document(request, { layout: 'sheet', site: t.site, ...options });
}

/** The court's error page, in the form that `createSite` asks for. */
export function courtErrorPage(request: ErrorRequest, status: number, code: string): Html {
  const t = textsFor(workplaceTexts, request);
  return errorDocument(request, { status, code }, { site: t.site });
}
