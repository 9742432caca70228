import type { CardAsking, Signings, SigningSite } from '../../documents/index.ts';
import {
  atCourt,
  courtDocument,
  type OfficeFrame,
  unknownDocument,
  type WorkplaceDeps,
} from '../workplace/index.ts';
import { myCases, unsignedNotices } from './pages/cases.ts';
import { noticeErrorText } from './pages/unsigned.ts';
import { signingTexts } from './signing-texts.ts';

export interface NoticeSigningDeps extends WorkplaceDeps {
  readonly signings: Signings;
  /** Where cards sign. Undefined = none do here. */
  readonly card: CardAsking | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The court as a site at which a judge signs notices. Whoever has no office of a judge there sees nothing of it. */
export function noticeSigning(deps: NoticeSigningDeps): SigningSite<OfficeFrame> {
  const { signings, card, now } = deps;
  return {
    id: 'court.notices',
    pattern: '/courts/:court/notices/signing',
    pathOf: ({ params }) => `/courts/${encodeURIComponent(params['court'] ?? '')}/notices/signing`,
    signings,
    card,
    now,
    service: (language) => signingTexts[language].service,
    callsAgent: true,
    enter: (request, returnTo, work) => atCourt(deps, request, ['judge'], work, returnTo),
    draw: (request, frame, drawn) => courtDocument(request, frame, drawn),
    drawUnknown: (request, drawn) => unknownDocument(request, drawn),
    endTexts: (language) => signingTexts[language].end,
    errorText: noticeErrorText,
    afterwards({ language, params }) {
      const t = signingTexts[language].end;
      const court = `/courts/${encodeURIComponent(params['court'] ?? '')}`;
      return [
        { href: `${court}${myCases}`, text: t.toCases },
        { href: `${court}${unsignedNotices}`, text: t.toUnsigned },
      ];
    },
  };
}
