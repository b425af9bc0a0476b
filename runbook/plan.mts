import { main } from '../lib/command/main.ts';
import { PROGRAMS } from '../lib/command/programs.ts';
import { plan } from '../lib/run/plan.ts';
import { STEPS } from '../steps/index.ts';

await main(import.meta.filename, PROGRAMS.plan, plan(STEPS));
