export interface SecretFact {
  name: string;
  /** The Certificate that writes it; undefined for a Secret of somebody else. */
  certificate?: string;
  /** It is of our inventory. */
  ours?: true;
}

export interface IssuerFact {
  kind: 'Issuer' | 'ClusterIssuer';
  name: string;
}
