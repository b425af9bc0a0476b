import { main } from '../lib/command/main.ts';
import { PROGRAMS } from '../lib/command/programs.ts';
import { install } from '../lib/run/install.ts';
import { STEPS } from '../steps/index.ts';

await main(import.meta.filename, PROGRAMS.install, install(STEPS));
