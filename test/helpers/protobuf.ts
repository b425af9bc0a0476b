import type { KubeObject } from '../../lib/kubernetes/object.ts';

/** The fields of a protobuf message that hold bytes, by number; numbers and the like are passed over. */
function fieldsOf(message: Buffer): { number: number; bytes: Buffer }[] {
  const fields: { number: number; bytes: Buffer }[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wire = tag & 7;
    if (wire === 0) varint();
    else if (wire === 2) {
      const length = varint();
      fields.push({ number: tag >>> 3, bytes: message.subarray(at, at + length) });
      at += length;
    } else throw new Error(`a field of wire type ${wire}, which no Secret has`);
  }
  return fields;
}

function mapOf(entries: { bytes: Buffer }[], encoding: BufferEncoding): Record<string, string> {
  return Object.fromEntries(
    entries.map(({ bytes }) => {
      const [key, value] = [1, 2].map((wanted) => fieldsOf(bytes).find(({ number }) => number === wanted)?.bytes);
      return [key?.toString() ?? '', value?.toString(encoding) ?? ''];
    }),
  );
}

/** A Secret as clients written in Go send it: an envelope (field 2 of it) around metadata (1), data (2) and type (3). */
export function decodeSecret(sent: Buffer): KubeObject {
  const all = (message: Buffer, wanted: number) => fieldsOf(message).filter(({ number }) => number === wanted);
  const only = (message: Buffer, wanted: number) => all(message, wanted)[0]?.bytes ?? Buffer.alloc(0);
  const secret = only(sent.subarray(4), 2);
  const metadata = only(secret, 1);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: only(metadata, 1).toString(), labels: mapOf(all(metadata, 11), 'utf8') },
    data: mapOf(all(secret, 2), 'base64'),
    type: only(secret, 3).toString(),
  };
}
