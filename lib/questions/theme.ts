import { styleText } from 'node:util';
import { type Lang, say, type Text, text } from '../text.ts';

/** What keys do, by the names that the prompts have for it. */
const ACTIONS: Record<string, Text> = {
  navigate: text('move', '이동'),
  select: text('choose', '선택'),
  all: text('all', '모두'),
  invert: text('the others', '반전'),
  submit: text('done', '확인'),
};

/** How prompts look and what they say by themselves, in one language. */
export function themeFor(lang: Lang) {
  const keyHelp = ([key, action]: [key: string, action: string]) =>
    `${styleText('bold', key)} ${styleText('dim', say(ACTIONS[action] ?? action, lang))}`;
  return {
    confirm: { keywords: { yes: 'y', no: 'n', error: () => say(YES_OR_NO, lang) } },
    list: {
      style: {
        keysHelpTip: (keys: [key: string, action: string][]) => keys.map(keyHelp).join(styleText('dim', ' • ')),
      },
    },
    password: { style: { maskedText: say(text('[not shown]', '[표시되지 않음]'), lang) } },
  };
}

const YES_OR_NO = text('y for yes or n for no', 'y(예) 또는 n(아니요)으로 답하십시오');

/** A yes or no as it stays on the screen. */
export function yesOrNo(answer: boolean, lang: Lang): string {
  return say(answer ? text('yes', '예') : text('no', '아니요'), lang);
}
