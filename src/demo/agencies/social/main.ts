import { runAgency } from '../agency.ts';
import { socialFund } from './definition.ts';

await runAgency(socialFund, process.argv.slice(2));
