import { main } from '../lib/command/main.ts';
import { PROGRAMS } from '../lib/command/programs.ts';
import { verify } from '../lib/run/verify.ts';
import { STEPS } from '../steps/index.ts';

await main(import.meta.filename, PROGRAMS.verify, verify(STEPS));
