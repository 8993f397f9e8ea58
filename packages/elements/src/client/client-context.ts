import { createContext } from '@lit/context';
import type { ChatClient } from '@fechatter/client-sdk';

/** The client of the elements inside. */
export const clientContext = createContext<ChatClient | undefined>(Symbol('fe-client'));
