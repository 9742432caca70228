import { isMonth } from '../../statistics/index.ts';
import { CliError } from '../errors.ts';
import type { Command } from '../model.ts';

export const statisticsShow: Command = {
  name: 'statistics',
  summary:
    'Show the exact figures of a month, small counts too: they are for the operator, and not to be passed on.',
  operands: [],
  options: {
    month: { type: 'string', value: 'MONTH', summary: 'such as 2026-11; the newest where none is given' },
  },
  examples: ['acar statistics', 'acar statistics --month 2026-11 --json'],
  async run({ options }, services) {
    const { month } = options;
    if (month !== undefined && (typeof month !== 'string' || !isMonth(month)))
      throw new CliError('cli.usage', '--month is a month, such as 2026-11');
    const desk = await services.statistics();
    const [found, progress] = await Promise.all([desk.month(month), desk.progress()]);
    if (!found) {
      const message = month === undefined ? 'nothing is counted yet' : `${month} has no figures`;
      throw new CliError('cli.no_figures', message);
    }
    const { cells, source, isComplete } = found;
    const figures = cells.map(({ figure, key, names, count }) => ({ figure, key, name: names?.az, count }));
    return {
      kind: 'done',
      data: { month: found.month, source, isComplete, countedRecords: progress.counted, figures },
      text: [
        `${found.month}  from ${source}${isComplete ? '' : ', goes on'}; ${progress.counted} records counted`,
        ...figures.map(({ figure, key, name, count }) =>
          `${String(count).padStart(12)}  ${figure}  ${name ?? key}`.trimEnd(),
        ),
      ],
    };
  },
};

export const statisticsRebuild: Command = {
  name: 'statistics rebuild',
  summary:
    'Count all records of the log anew, as after a change of what is counted; the pages show the old figures until it is done.',
  operands: [],
  options: {},
  examples: ['acar statistics rebuild'],
  async run(_, services) {
    const desk = await services.statistics();
    const counted = await desk.rebuild((records) => services.tell(`${records} records counted`));
    return { kind: 'done', data: { countedRecords: counted }, text: [`${counted} records counted`] };
  },
};
