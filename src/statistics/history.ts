import type { Database } from '../db/index.ts';
import { readCatalogueFile } from '../portal/index.ts';
import type { CountedCell, FigureId, Period } from './model.ts';
import { putPublished } from './store.ts';

type PublishedCell = Pick<CountedCell, 'figure' | 'key' | 'count'>;

const bulletin: Period = { month: '2013-09', source: 'bulletin-2013-10' };

/** Which totals of the file are figures of the month. */
const totals: readonly (readonly [FigureId, subject: string, name: string])[] = [
  ['visits', 'visitsSeptember2013', 'visits'],
  ['visitors', 'visitsSeptember2013', 'visitors'],
  ['service_requests', 'visitsSeptember2013', 'serviceRequests'],
  ['page_views', 'visitsSeptember2013', 'pageViews'],
  ['agency_uses', 'usage', 'uses'],
  ['service_uses', 'usage', 'uses'],
  ['certificates_valid', 'certificates', 'total'],
];

const certificateKinds = ['citizens', 'stateBodies', 'legalEntities'] as const;

/**
 * Enters what was published before this service counted: September 2013, the one month of which the bulletin tells.
 * The figures stand in the catalogue's file. May run at every start.
 */
export async function loadHistory(db: Database): Promise<void> {
  const { agencies, services, figures } = readCatalogueFile();
  const cells = [
    ...totals.flatMap(([figure, subject, name]) => one(figure, '', figures[subject]?.[name])),
    ...agencies.flatMap(({ code, usage }) => one('agency_uses', code, usage?.uses)),
    ...services.flatMap(({ code, uses }) => one('service_uses', code, uses)),
    ...certificateKinds.flatMap((kind) => one('certificates_valid', kind, figures['certificates']?.[kind])),
  ];
  await db.transaction((tx) => putPublished(tx, bulletin, cells));
}

/** Nothing where the file has no such figure. */
function one(figure: FigureId, key: string, count: number | undefined): PublishedCell[] {
  return count === undefined ? [] : [{ figure, key, count }];
}
