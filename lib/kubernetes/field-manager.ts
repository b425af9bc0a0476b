/** Who we are among an object's managedFields. */
export const FIELD_MANAGER = 'tks-runbook';
