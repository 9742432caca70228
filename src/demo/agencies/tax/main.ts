import { endWithParent } from '../../programs.ts';
import { runAgency } from '../agency.ts';
import { taxOffice } from './definition.ts';

endWithParent();
await runAgency(taxOffice, process.argv.slice(2));
