export interface StorageClassFact {
  name: string;
  default: boolean;
  provisioner: string;
  expandable: boolean;
  bindsOnFirstConsumer: boolean;
}

export interface ClaimFact {
  name: string;
  /** What it has been given, else what it asks for; a Kubernetes quantity. */
  size: string;
  /** What it asks for, a Kubernetes quantity; a volume may be larger, or still be growing. */
  asked: string;
  /** It has a volume; until then nothing of it can be changed, and nothing is in it. */
  bound: boolean;
  className?: string;
  /** Such as ReadWriteOnce. */
  accessModes?: string[];
}
