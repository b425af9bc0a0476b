import { groupOf, type Json, type JsonMap, type KubeObject } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { editAt, editEach, editString } from './edit.ts';
import { editFlags } from './flags.ts';

/** Kinds that the prometheus-operator makes pods of; their spec has the lists that a pod's has. */
const OPERATED = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];
const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];

/** Whether the prometheus-operator makes pods of this object. */
export function isOperated({ apiVersion, kind }: KubeObject): boolean {
  return groupOf(apiVersion) === 'monitoring.coreos.com' && OPERATED.includes(kind);
}

/** Where an object holds the specs of pods, as paths of keys. */
export function podSpecs(object: KubeObject): string[][] {
  if (object.kind === 'Pod' || isOperated(object)) return [['spec']];
  const paths = [
    ['spec', 'template', 'spec'],
    ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
    ['template', 'spec'],
  ];
  return paths.filter((path) => Array.isArray(asMap(fieldAt(object, ...path)).containers));
}

/** What is done with a name of an image; `base` is one without a tag, which the operator completes. */
export type EditImage = (image: string, form: 'whole' | 'base') => string;

/** The object with the name of every image edited, wherever it stands; the very same object where none changes. */
export function editImages(object: KubeObject, edit: EditImage): KubeObject {
  const inPods = podSpecs(object).reduce(
    (whole, path) => editAt(whole, path, (pod) => editPod(asMap(pod), edit)),
    object,
  );
  return isOperated(object) ? editOperated(inPods, edit) : inPods;
}

function editPod(pod: JsonMap, edit: EditImage): JsonMap {
  const whole = editString((image) => edit(image, 'whole'));
  const container = (old: JsonMap) => {
    const flags = (list: Json) => editFlags(list, edit);
    return editAt(editAt(editAt(old, ['image'], whole), ['args'], flags), ['command'], flags);
  };
  const edited = CONTAINER_LISTS.reduce((map, list) => editAt(map, [list], editEach(container)), pod);
  // A volume may be the content of an image.
  return editAt(
    edited,
    ['volumes'],
    editEach((volume) => editAt(volume, ['image', 'reference'], whole)),
  );
}

function editOperated(object: KubeObject, edit: EditImage): KubeObject {
  const parts = [['spec'], ['spec', 'thanos']];
  return parts.reduce((whole, path) => {
    const named = editAt(
      whole,
      [...path, 'image'],
      editString((image) => edit(image, 'whole')),
    );
    return editAt(
      named,
      [...path, 'baseImage'],
      editString((image) => edit(image, 'base')),
    );
  }, object);
}
