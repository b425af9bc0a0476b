/** Words for a person without the user, the password or the token that stands before the host of a URL. */
export function withoutUserinfo(words: string): string {
  return words.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*@/gi, '$1');
}
