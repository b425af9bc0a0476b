import { HostError } from './failure.ts';

/** A password was refused that no machine has taken so far: to offer it to another one may lock the account. */
export class RefusedPassword extends HostError {
  override get stops(): boolean {
    return true;
  }
}
