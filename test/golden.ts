// Rewrites test/golden/ (--write [ROW ...]): what each customisation makes of each stack. Read the difference before
// you commit it: the files are the expectation, and this takes whatever the code does now.
import { goldenFiles, orphans, readGolden, removeGolden, writeGolden } from './helpers/golden/files.ts';

const [flag, ...rows] = process.argv.slice(2);
if (flag !== '--write') {
  console.error('node test/golden.ts --write [ROW ...]');
  process.exit(2);
}
const failed = new Map<string, string[]>();
for (const { file, golden } of await goldenFiles()) {
  if (rows.length > 0 && !rows.some((row) => file.startsWith(`${row}/`))) continue;
  try {
    const found = await golden();
    if (JSON.stringify(readGolden(file)) === JSON.stringify(found)) continue;
    writeGolden(file, found);
    console.log(`wrote ${file}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    failed.set(why, [...(failed.get(why) ?? []), file]);
  }
}
for (const [why, files] of failed) console.error(`✖ ${files.join(' ')}: ${why}`);
if (failed.size > 0) process.exitCode = 1;
for (const file of rows.length > 0 ? [] : orphans()) {
  removeGolden(file);
  console.log(`removed ${file}`);
}
