import type { Json } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';

/** Labels of a pod. */
export type Labels = Readonly<Record<string, Json | undefined>>;

/** Whether a label selector, as the API has it, selects a pod with these labels; an empty one selects every pod. */
export function selects(selector: unknown, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = asMap(selector);
  const hasAll = Object.entries(asMap(matchLabels)).every(([key, value]) => labels[key] === value);
  return hasAll && asList(matchExpressions).every((expression) => matches(expression, labels));
}

function matches(expression: Json, labels: Labels): boolean {
  const { key, operator, values } = asMap(expression);
  const value = labels[String(key)];
  const isListed = value !== undefined && asList(values).includes(value);
  if (operator === 'In') return isListed;
  if (operator === 'NotIn') return !isListed;
  return operator === 'Exists' ? value !== undefined : value === undefined;
}
