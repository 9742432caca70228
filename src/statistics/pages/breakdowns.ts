import { type HtmlValue, html, textsFor } from '../../http/index.ts';
import { formatNumber, type Language } from '../../messages/index.ts';
import type { PortalRequest } from '../../portal/index.ts';
import { type Texts, texts } from '../messages.ts';
import type { Cell, FigureId } from '../model.ts';
import { ownSource } from '../model.ts';
import type { MonthView } from '../service.ts';
import { type BarChart, barChart, type BarRow } from './charts.ts';
import { changeInWords, inNumbers, keyInWords } from './words.ts';

interface Drawn {
  readonly view: MonthView;
  readonly language: Language;
  readonly t: Texts;
}

/** The figures of a month that are divided, each as bars in a table of its numbers. */
export function monthCharts(request: PortalRequest, view: MonthView): readonly HtmlValue[] {
  const drawn = { view, language: request.language, t: textsFor(texts, request) };
  const { t } = drawn;
  const isOwn = view.source === ownSource;
  return [
    simple(drawn, 'service_uses', {
      id: 'services',
      title: t.services,
      about: isOwn ? t.servicesAbout : t.servicesBulletinAbout,
      nameHeading: t.service,
    }),
    simple(drawn, 'agency_uses', {
      id: 'agencies',
      title: t.agencies,
      about: t.agenciesAbout,
      nameHeading: t.agency,
    }),
    several(
      drawn,
      ['sign_ins', 'failed_sign_ins', 'step_ups'],
      {
        id: 'methods',
        title: t.methods,
        about: t.methodsAbout,
        nameHeading: t.method,
        headings: [t.succeeded, t.failed, t.steppedUp],
        legend: [t.succeeded, t.failed],
      },
      2,
    ),
    several(drawn, ['data_requests', 'data_answers', 'data_refusals'], {
      id: 'exchange',
      title: t.exchange,
      about: t.exchangeAbout,
      nameHeading: t.agency,
      headings: [t.requested, t.answered, t.refused],
    }),
    simple(drawn, 'data_service_uses', {
      id: 'exchange-services',
      title: t.exchangeServices,
      about: t.exchangeServicesAbout,
      nameHeading: t.service,
    }),
    several(drawn, ['certificates_issued', 'certificates_suspended', 'certificates_revoked'], {
      id: 'certificates',
      title: t.certificates,
      about: t.certificatesAbout,
      nameHeading: t.kind,
      headings: [t.issued, t.suspended, t.revoked],
    }),
    simple(drawn, 'certificates_valid', {
      id: 'certificates-valid',
      title: t.certificatesValid,
      about: t.certificatesValidAbout,
      nameHeading: t.kind,
    }),
    simple(drawn, 'documents_signed', {
      id: 'documents',
      title: t.documents,
      about: t.documentsAbout,
      nameHeading: t.format,
    }),
    simple(drawn, 'documents_verified', {
      id: 'verified',
      title: t.verified,
      about: t.verifiedAbout,
      nameHeading: t.format,
    }),
  ];
}

type Words = Pick<BarChart, 'id' | 'title' | 'about' | 'nameHeading'>;

function partsOf(cells: readonly Cell[], figure: FigureId): readonly Cell[] {
  return cells.filter((cell) => cell.figure === figure && cell.key !== '');
}

const lengthOf = (count: number | undefined, longest: number) => ((count ?? 0) / Math.max(longest, 1)) * 100;
const greatest = (counts: readonly (number | undefined)[]) =>
  Math.max(0, ...counts.map((count) => count ?? 0));

function nameOf(cell: Cell, language: Language): HtmlValue {
  const name = keyInWords(cell, language);
  return name.language === language ? name.text : html`<span lang="${name.language}">${name.text}</span>`;
}

/** One figure: its parts, their shares, and what changed since the month before where that has the figure. */
function simple({ view, language, t }: Drawn, figure: FigureId, words: Words): HtmlValue {
  const parts = partsOf(view.cells, figure);
  const before = partsOf(view.monthBefore, figure);
  const total = view.cells.find((cell) => cell.figure === figure && cell.key === '')?.count;
  const longest = greatest(parts.map(({ count }) => count));
  const isCompared = view.isComplete && before.length > 0;
  const rows = parts.map((cell): BarRow => {
    const earlier = before.find(({ key }) => key === cell.key);
    const share =
      total && cell.count !== undefined ? `${formatNumber((cell.count / total) * 100, 1)} %` : '–';
    return {
      name: nameOf(cell, language),
      parts: [lengthOf(cell.count, longest)],
      numbers: [
        inNumbers(cell.count, language),
        share,
        ...(isCompared ? [changeInWords(cell.count, earlier?.count, language) ?? '–'] : []),
      ],
    };
  });
  const headings = [t.count, t.share, ...(isCompared ? [t.change] : [])];
  return barChart({ ...words, headings, rows, othersText: t.others });
}

/** Figures beside each other; the bar pictures the first `inBar` of them, one after the other. */
function several(
  { view, language, t }: Drawn,
  figures: readonly FigureId[],
  words: Words & Pick<BarChart, 'headings' | 'legend'>,
  inBar = 1,
): HtmlValue {
  const all = figures.map((figure) => partsOf(view.cells, figure));
  const keys = [...new Map(all.flat().map((cell) => [cell.key, cell])).values()];
  const counted = keys.map((cell) => ({ cell, counts: all.map((cells) => countIn(cells, cell.key)) }));
  const longest = greatest(counted.map(({ counts }) => sumOf(counts.slice(0, inBar))));
  const rows = counted.map(
    ({ cell, counts }): BarRow => ({
      name: nameOf(cell, language),
      parts: counts.slice(0, inBar).map((count) => lengthOf(count, longest)),
      numbers: counts.map((count) => inNumbers(count, language)),
    }),
  );
  return barChart({ ...words, rows, othersText: t.others });
}

/** None were counted where there is no cell; a cell without a count is hidden. */
function countIn(cells: readonly Cell[], key: string): number | undefined {
  const cell = cells.find((one) => one.key === key);
  return cell ? cell.count : 0;
}

function sumOf(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
