import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../kubernetes/object.ts';
import { text } from '../text.ts';
import { moduleFolder, runGo } from '../tools/build.ts';
import { findGo } from '../tools/go.ts';
import type { Report } from '../tools/report.ts';
import { cacheFolder } from '../tools/search.ts';
import { SOURCES } from '../tools/table.ts';
import { whole } from '../tools/whole.ts';
import type { Api } from './api.ts';
import { createIfAbsent } from './furnish.ts';

const MODULE = 'github.com/cert-manager/cert-manager';

/** Creates cert-manager's CRDs. */
export async function applyCertManagerCrds(api: Api, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  await Promise.all(
    files.map(async (name) => createIfAbsent(api, parse(await readFile(join(folder, name), 'utf8')) as KubeObject)),
  );
}

/** The folder of cert-manager's CRDs: from the cache, where a copy from its Go module is put. */
export async function findCertManagerCrds(report: Report): Promise<string> {
  const source = SOURCES['cert-manager-controller'];
  const target = join(cacheFolder(process.env), 'crds', `cert-manager@${source.version}`);
  if (existsSync(target)) return target;
  const go = await findGo(moduleFolder(source), { env: process.env, report });
  const doing = text(`Fetching the CRDs of cert-manager ${source.version}`, `cert-manager ${source.version} CRD 준비`);
  const args = ['mod', 'download', '-json', MODULE];
  const answer = await report.during(
    text(`CRDs of cert-manager ${source.version}`, `cert-manager ${source.version} CRD`),
    () => runGo(doing, go, args, source, process.env),
  );
  const { Dir } = JSON.parse(answer) as { Dir: string };
  await whole(target, (folder) => copyCrds(join(Dir, 'deploy', 'crds'), join(folder, 'crds')));
  return target;
}

async function copyCrds(from: string, to: string): Promise<string> {
  await mkdir(to);
  for (const name of (await readdir(from)).filter((file) => file.endsWith('.yaml'))) {
    await cp(join(from, name), join(to, name));
  }
  return to;
}
