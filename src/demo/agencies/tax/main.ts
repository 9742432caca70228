import { runAgency } from '../agency.ts';
import { taxOffice } from './definition.ts';

await runAgency(taxOffice, process.argv.slice(2));
