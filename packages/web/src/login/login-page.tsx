import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../design/page.tsx';
import { rememberToken, tokenState } from '../hub-api/token.ts';
import styles from './login-page.module.css';

/** Asks for the hub's read token. */
export function LoginPage() {
  const client = useQueryClient();
  const [token, setToken] = useState('');
  const wasWrong = tokenState.hasToken();
  return (
    <Page title="This hub asks for a token">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          rememberToken(token.trim());
          void client.resetQueries();
        }}
      >
        <p>
          It was started with <code>--token</code>, <code>--read-token</code> or <code>THROUGHLINE_TOKEN</code>.
        </p>
        <label htmlFor="token">Token</label>
        <input
          id="token"
          type="password"
          autoComplete="current-password"
          aria-describedby={wasWrong ? 'token-wrong' : undefined}
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        {wasWrong && (
          <p id="token-wrong" role="alert" className="error-text">
            The token that this browser has is not the hub’s.
          </p>
        )}
        <button className="primary" disabled={token.trim() === ''}>
          Log in
        </button>
      </form>
    </Page>
  );
}
