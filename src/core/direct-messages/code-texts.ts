/** What a one-time code's SMS says, by language (pinpoint-api.md 3.5 fixes code, purpose and brand; the words are ours). */
const TEXTS = {
  'de-DE': '{{code}} ist Ihr Bestätigungscode für {{brand}}.',
  'en-GB': '{{code}} is your verification code for {{brand}}.',
  'en-US': '{{code}} is your verification code for {{brand}}.',
  'es-419': '{{code}} es tu código de verificación de {{brand}}.',
  'es-ES': '{{code}} es tu código de verificación de {{brand}}.',
  'fr-CA': '{{code}} est votre code de vérification pour {{brand}}.',
  'fr-FR': '{{code}} est votre code de vérification pour {{brand}}.',
  'it-IT': '{{code}} è il tuo codice di verifica per {{brand}}.',
  'ja-JP': '{{brand}}の認証コードは{{code}}です。',
  'ko-KR': '{{brand}} 인증 코드는 {{code}}입니다.',
  'pt-BR': '{{code}} é seu código de verificação de {{brand}}.',
  'zh-CN': '您的 {{brand}} 验证码是 {{code}}。',
  'zh-TW': '您的 {{brand}} 驗證碼是 {{code}}。',
} as const;

export type CodeLanguage = keyof typeof TEXTS;
export const CODE_LANGUAGES = Object.keys(TEXTS) as [CodeLanguage, ...CodeLanguage[]];

/** A template with the variables `code` and `brand`. */
export function codeText(language: CodeLanguage): string {
  return TEXTS[language];
}
