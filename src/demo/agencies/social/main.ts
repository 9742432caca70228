import { endWithParent } from '../../programs.ts';
import { runAgency } from '../agency.ts';
import { socialFund } from './definition.ts';

endWithParent();
await runAgency(socialFund, process.argv.slice(2));
