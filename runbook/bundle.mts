import { main } from '../lib/command/main.ts';
import { PROGRAMS } from '../lib/command/programs.ts';
import { bundle } from '../lib/run/bundle.ts';
import { STEPS } from '../steps/index.ts';

await main(import.meta.filename, PROGRAMS.bundle, bundle(STEPS));
