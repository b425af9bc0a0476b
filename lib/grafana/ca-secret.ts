/** The Secret with Grafana's CA, as the document names it (section 3.2). */
export const CA_SECRET = 'grafana-ca-secret';
