import { INVENTORY_TITLE } from '../inventory/applyset.ts';
import { type Difference, showPath } from '../kubernetes/compare.ts';
import { type Json, nameOf } from '../kubernetes/object.ts';
import { type Change, isIdle, type Lost, type Plan, pending, type StepPlan } from '../plan/change.ts';
import { type Lang, say, type Text, text } from '../text.ts';

const LONGEST_VALUE = 60;
const MOST_DIFFERENCES = 12;

/** The plan as a person reads it before saying yes: every object, every value that differs, what it costs. */
export function showPlan(plan: Plan, lang: Lang, verbose: boolean): string[] {
  const steps = plan.steps.flatMap((step) => showStep(step, lang, verbose));
  const inventory =
    plan.inventory.action === 'unchanged'
      ? []
      : [`    ${say(INVENTORY_TITLE, lang)}: ${nameOf(plan.inventory.object)}`];
  return [...steps, ...inventory, '', say(counts(plan), lang)];
}

function showStep(plan: StepPlan, lang: Lang, verbose: boolean): string[] {
  const { step, leftOut, work, edited } = plan;
  const title = `${step.section.padEnd(4)}${say(step.title, lang)}`;
  const changes = pending(plan);
  const deletes = changes.filter(({ action }) => action === 'delete').flatMap((change) => showDelete(change, lang));
  if (leftOut) return [`${title}: ${say(text('left out', '제외'), lang)} (${say(leftOut, lang)})`, ...deletes];
  const state = isIdle(plan) && edited.length === 0 ? `: ${say(text('up to date', '최신 상태'), lang)}` : '';
  return [
    `${title}${state}`,
    ...(edited.length > 0 ? [`    ${say(text('edits', '편집'), lang)} ${edited.map(nameOf).join(', ')}`] : []),
    ...(work ? showWork(work, lang) : []),
    ...showCreates(
      changes.filter(({ action }) => action === 'create'),
      lang,
    ),
    ...deletes,
    ...changes.filter(({ action }) => action === 'update').flatMap((change) => showUpdate(change, lang, verbose)),
  ];
}

function showWork({ action, subject, details }: NonNullable<StepPlan['work']>, lang: Lang): string[] {
  const sign = { create: '+', update: '~', unchanged: ' ' }[action];
  const lines = details.flatMap((detail) => say(detail, lang).split('\n'));
  return [`    ${sign} ${subject}`, ...lines.map((line) => `        ${line}`)];
}

// A first run creates over a hundred objects: a line a kind keeps them readable and complete.
function showCreates(creates: readonly Change[], lang: Lang): string[] {
  const kinds = Map.groupBy(creates, ({ object }) => object.kind);
  return [...kinds].flatMap(([kind, changes]) => {
    const names = changes.map(
      ({ object }) => (object.metadata.namespace ? `${object.metadata.namespace}/` : '') + object.metadata.name,
    );
    const cost = new Set(changes.flatMap((change) => (change.cost ? [say(change.cost, lang)] : [])));
    return [`    + ${kind} ${names.join(' ')}${cost.size > 0 ? `  (${[...cost].join(', ')})` : ''}`];
  });
}

function showDelete({ object, lost, why }: Change, lang: Lang): string[] {
  return [`    - ${nameOf(object)}`, ...(why ? [`        ${say(why, lang)}`] : []), ...showAllLost(lost, lang)];
}

function showAllLost(lost: readonly Lost[], lang: Lang): string[] {
  return lost.map((value) => `        ! ${say(showLost(value), lang)}`);
}

function showUpdate({ object, differences, lost, cost, adopt }: Change, lang: Lang, verbose: boolean): string[] {
  const notes = [...(cost ? [cost] : []), ...(adopt ? [text('taken over from kubectl', 'kubectl에서 인계')] : [])];
  const shown = verbose ? differences : differences.slice(0, MOST_DIFFERENCES);
  const more = differences.length - shown.length;
  return [
    `    ~ ${nameOf(object)}${notes.length > 0 ? `  (${notes.map((note) => say(note, lang)).join(', ')})` : ''}`,
    ...shown.map((difference) => `        ${showDifference(difference)}`),
    ...(more > 0
      ? [`        ${say(text(`… ${more} more (--verbose)`, `… ${more}개 더 있음 (--verbose)`), lang)}`]
      : []),
    ...showAllLost(lost, lang),
  ];
}

function showDifference({ path, before, after }: Difference): string {
  return `${showPath(path)}: ${showValue(before)} → ${showValue(after)}`;
}

/** A value of somebody else that would be lost, with its owner. */
export function showLost({ path, before, owners }: Lost): Text {
  const value = `${showPath(path)}: ${showValue(before)}${owners.length > 0 ? ` (${owners.join(', ')})` : ''}`;
  return text(`would be lost: ${value}`, `사라질 값: ${value}`);
}

function showValue(value: Json | undefined): string {
  if (value === undefined) return '-';
  const words = typeof value === 'string' ? value : JSON.stringify(value);
  const line = words.replaceAll('\n', '⏎');
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE)}…` : line;
}

/** How much a plan would write. */
export function counts(plan: Plan): Text {
  const { create, update, delete: removed, unchanged } = tally(plan);
  const gone = removed > 0 ? text(`${removed} to delete, `, `삭제 ${removed}, `) : text('', '');
  return text(
    `${create} to create, ${update} to change, ${gone.en}${unchanged} up to date`,
    `생성 ${create}, 변경 ${update}, ${gone.ko}최신 상태 ${unchanged}`,
  );
}

/** How many writes of each kind a plan holds, helm releases included. */
export function tally({ steps, inventory }: Plan): Record<Change['action'], number> {
  const ofSteps = steps.flatMap(({ changes, work }) => [
    ...changes.map(({ action }) => action),
    ...(work ? [work.action] : []),
  ]);
  const actions = [...ofSteps, inventory.action];
  const count = (wanted: Change['action']) => actions.filter((action) => action === wanted).length;
  return { create: count('create'), update: count('update'), delete: count('delete'), unchanged: count('unchanged') };
}
