import { type Html, type HtmlValue, html, table } from '../../http/index.ts';
import { formatNumber, type Language } from '../../messages/index.ts';
import { barOf, heightOf, middleOf, type Plot, scaleFor } from './chart-geometry.ts';
import { inNumbers } from './words.ts';

export interface Series {
  readonly name: string;
  /** One for each group; undefined where it is not shown. */
  readonly values: readonly (number | undefined)[];
}

export interface ColumnChart {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What stands out, in a sentence. */
  readonly summary: string;
  /** What a group is: a day, a month. */
  readonly groupHeading: string;
  /** `short` stands under the column, and only where there is room unless it `isAlwaysShown`. */
  readonly groups: readonly {
    readonly name: string;
    readonly short: string;
    readonly isAlwaysShown: boolean;
    readonly isMarked?: boolean;
  }[];
  /** The second is hatched: colour is not what tells them apart. */
  readonly series: readonly Series[];
  readonly tableText: string;
  readonly language: Language;
}

const height = 260;
const plot: Plot = { top: 26, bottom: 226 };
const fewGroups = 4;

/**
 * Columns as a drawing (SVG) with title and description, and the same numbers as a table. Widths are hundredths and
 * letters keep their size, so that one drawing fits a phone and a desk.
 */
export function columnChart(chart: ColumnChart): Html {
  const { id, title, about, summary, series } = chart;
  return html`<figure class="acar-chart" aria-labelledby="${id}-heading">
<figcaption><h2 class="ds-heading" data-size="md" id="${id}-heading">${title}</h2><p class="acar-quiet">${about}</p></figcaption>
${series.length > 1 && legend(series.map(({ name }) => name))}
<svg class="acar-chart__drawing" width="100%" height="${height}" role="img" aria-labelledby="${id}-title ${id}-summary" focusable="false"><title id="${id}-title">${title}</title><desc id="${id}-summary">${summary}</desc>
${hatch(id)}${drawing(chart)}</svg>
<p>${summary}</p>
<details class="ds-details"><summary>${chart.tableText}<span class="ds-sr-only">: ${title}</span></summary><div>${numbersTable(chart)}</div></details>
</figure>`;
}

/** What the signs of the drawing mean. */
function legend(names: readonly string[]): Html {
  return html`<ul class="acar-legend">${names.map(
    (name, place) =>
      html`<li><svg width="20" height="20" aria-hidden="true" focusable="false">${sample(place)}</svg> ${name}</li>`,
  )}</ul>`;
}

function sample(place: number): Html {
  if (place === 0) return html`<rect class="acar-chart__solid" width="20" height="20" rx="3"/>`;
  return html`<rect class="acar-chart__outline" x="1" y="1" width="18" height="18" rx="3"/><path class="acar-chart__line" d="M4 18 18 4M2 11 11 2M9 19l10-10"/>`;
}

/** The pattern of the second series; `id` keeps it apart from those of other drawings. */
function hatch(id: string): Html {
  return html`<defs><pattern id="${id}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="acar-chart__ground" width="7" height="7"/><rect class="acar-chart__accent" width="3" height="7"/></pattern></defs>`;
}

function drawing(chart: ColumnChart): Html {
  const { groups, series, id } = chart;
  const values = series.flatMap((one) => one.values).map((value) => value ?? 0);
  const scale = scaleFor(Math.max(0, ...values));
  const marks = scale.marks.map((mark) => {
    const y = heightOf(mark, scale, plot);
    return html`<line class="${mark === 0 ? 'acar-chart__axis' : 'acar-chart__mark'}" x1="0" x2="100%" y1="${y}" y2="${y}"/>${html`<text class="acar-chart__scale" x="-8" y="${y + 5}">${formatNumber(mark)}</text>`}`;
  });
  const bars = series.map((one, nth) =>
    one.values.map((value, group) => {
      const place = { group, groups: Math.max(groups.length, fewGroups), nth, of: series.length };
      const bar = barOf(place, value, scale, plot);
      const fill =
        nth === 0
          ? html` class="acar-chart__solid"`
          : html` class="acar-chart__outline" fill="url(#${id}-hatch)"`;
      return [
        html`<rect${fill} x="${bar.x}%" width="${bar.width}%" y="${bar.y}" height="${bar.height}"/>`,
        groups.length <= fewGroups &&
          value !== undefined &&
          html`<text class="acar-chart__value" x="${bar.x + bar.width / 2}%" y="${bar.y - 6}">${formatNumber(value)}</text>`,
      ];
    }),
  );
  return html`${marks}${bars}${groups.map((group, place) => groupName(chart, group, place))}`;
}

function groupName({ groups }: ColumnChart, group: ColumnChart['groups'][number], place: number): Html {
  const classes = ['acar-chart__name'];
  if (!group.isAlwaysShown) classes.push('acar-chart__name--minor');
  if (group.isMarked) classes.push('acar-chart__name--marked');
  const x = middleOf(place, Math.max(groups.length, fewGroups));
  return html`<text class="${classes.join(' ')}" x="${x}%" y="${plot.bottom + 22}">${group.short}</text>`;
}

function numbersTable({ title, groupHeading, groups, series, language }: ColumnChart): Html {
  const rows = groups.map(({ name }, place) => ({ name, place }));
  return table(
    html`<span class="ds-sr-only">${title}</span>`,
    [
      { heading: groupHeading, cell: ({ name }) => name },
      ...series.map((one) => ({
        heading: one.name,
        isNumber: true,
        cell: ({ place }: { readonly place: number }) => inNumbers(one.values[place], language),
      })),
    ],
    rows,
  );
}

/** One row of a chart of bars. */
export interface BarRow {
  readonly name: HtmlValue;
  /** The lengths of the parts of its bar, hundredths of the longest; the second part is hatched. */
  readonly parts: readonly number[];
  /** As many as there are headings. */
  readonly numbers: readonly string[];
}

export interface BarChart {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly nameHeading: string;
  readonly headings: readonly string[];
  readonly rows: readonly BarRow[];
  /** Names of the parts, where there are two. */
  readonly legend?: readonly string[];
  /** Says how many rows are folded away. */
  readonly othersText: (count: string) => string;
}

const mostOpenRows = 10;

/** Bars in a table of their numbers: long names break into lines, and nothing is drawn that is not read out. */
export function barChart(chart: BarChart): HtmlValue {
  const { id, title, about, rows } = chart;
  if (rows.length === 0) return undefined;
  const open = rows.slice(0, mostOpenRows);
  const others = rows.slice(mostOpenRows);
  return html`<section aria-labelledby="${id}-heading"><h2 class="ds-heading" data-size="md" id="${id}-heading">${title}</h2>
<p class="acar-quiet">${about}</p>${chart.legend && legend(chart.legend)}
${barTable(chart, open, id)}
${
  others.length > 0 &&
  html`<details class="ds-details"><summary>${chart.othersText(formatNumber(others.length))}<span class="ds-sr-only">: ${title}</span></summary><div>${barTable(chart, others, `${id}-others`)}</div></details>`
}</section>`;
}

function barTable(chart: BarChart, rows: readonly BarRow[], id: string): Html {
  return html`<table class="ds-table acar-bars"><caption class="ds-sr-only">${chart.title}</caption>
<thead><tr><th scope="col">${chart.nameHeading}</th>${chart.headings.map(
    (heading) => html`<th scope="col" class="acar-number">${heading}</th>`,
  )}</tr></thead>
<tbody>${rows.map(
    (row, place) =>
      html`<tr><th scope="row"><span>${row.name}</span>${barDrawing(row.parts, `${id}-${place}`)}</th>${row.numbers.map(
        (number, nth) =>
          html`<td class="acar-number" data-label="${chart.headings[nth] ?? ''}">${number}</td>`,
      )}</tr>`,
  )}</tbody></table>`;
}

function barDrawing(parts: readonly number[], id: string): Html {
  const [first = 0, second = 0] = parts;
  return html`<svg class="acar-bars__bar" width="100%" height="12" aria-hidden="true" focusable="false">${
    second > 0 && hatch(id)
  }<rect class="acar-chart__ground" width="100%" height="12" rx="3"/>${
    first > 0 && html`<rect class="acar-chart__solid" width="${first.toFixed(1)}%" height="12" rx="3"/>`
  }${
    second > 0 &&
    html`<rect class="acar-chart__outline" fill="url(#${id}-hatch)" x="${first.toFixed(1)}%" width="${second.toFixed(1)}%" height="12"/>`
  }</svg>`;
}
