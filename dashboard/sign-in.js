import { element } from './element.js';
import { key } from './stage.js';

/** The form that asks for an access key. */
export function signIn(message, onSignedIn) {
  const keyId = element('input', {
    id: 'key-id',
    name: 'username',
    autocomplete: 'username',
    required: true,
  });
  const secret = element('input', {
    id: 'secret',
    name: 'password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
  });
  return element(
    'section',
    { class: 'sign-in card' },
    element('h1', {}, 'Sign in'),
    element(
      'p',
      { class: 'quiet' },
      'With an access key of this stage. ',
      element('code', {}, 'npm start'),
      ' prints one, and a link that signs in by itself.',
    ),
    message && element('p', { class: 'fault', role: 'alert' }, message),
    element(
      'form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          key.set(`${keyId.value.trim()}.${secret.value.trim()}`);
          onSignedIn();
        },
      },
      element('label', { htmlFor: 'key-id' }, 'Access key id'),
      keyId,
      element('label', { htmlFor: 'secret' }, 'Secret access key'),
      secret,
      element('button', { type: 'submit', class: 'primary' }, 'Sign in'),
    ),
  );
}
