/**
 * Words for a person without the user, the password or the token that stands before the host of a URL. A raw # or ? ends
 * the host where a URL is read, but a token that was pasted as it is may hold one: all up to the last @ before the path
 * goes. Of a query only one that follows the host without a / can be taken for that.
 */
export function withoutUserinfo(words: string): string {
  return words.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"']*@/gi, '$1');
}
