import { exporterTargets } from '../exporters/targets.ts';
import { asMap } from '../manifests/field.ts';
import { REPOSITORY } from '../msteams/values.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { imagesOf } from './list.ts';
import { idleMirrors, type Registries } from './reference.ts';

/** What of the answers about images has no effect; as far as the stack, the exporters and the chart tell. */
export function imageNotes({ stack, answers }: Pick<Input, 'stack' | 'answers'>): Text[] {
  return idleMirrorNotes(answers.images, imagesWithout({ stack, answers }));
}

/** A sentence for each mirror that no image comes from: the registry may be mistyped. */
export function idleMirrorNotes(registries: Registries, images: readonly string[]): Text[] {
  return idleMirrors(registries, images).map((mirror) =>
    text(
      `images.mirrors.${mirror}: no image comes from ${mirror}, so this mirror is for nothing; is the name right?`,
      `images.mirrors.${mirror}: ${mirror}에서 오는 이미지가 없어 이 미러는 쓰이지 않습니다. 이름을 확인하십시오`,
    ),
  );
}

/** The images that would be pulled without answers about images. */
function imagesWithout({ stack, answers }: Pick<Input, 'stack' | 'answers'>): string[] {
  const { manifests, certManager, preliminary, msteamsValues } = stack;
  const chart = asMap(asMap(msteamsValues).image).repository;
  return [
    ...imagesOf([...manifests, ...certManager, ...preliminary].map(({ object }) => object)),
    ...exporterTargets(answers.exporters).map(({ image }) => image),
    typeof chart === 'string' ? chart : REPOSITORY,
  ];
}
