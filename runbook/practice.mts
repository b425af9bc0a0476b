import { commandLine } from '../lib/practice/command-line.ts';
import { main } from '../lib/practice/main.ts';

await main(commandLine(process.argv, import.meta.filename));
