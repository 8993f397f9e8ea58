import { ContextProvider } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { reportError } from '../events/events.ts';
import { chooseSpeech, textsOf, type HostTexts } from './languages.ts';
import { Localizer, localizerContext } from './localizer.ts';

interface Parts {
  /** The host application's own texts. */
  readonly texts: () => HostTexts;
  readonly speak: (localizer: Localizer) => void;
}

/**
 * Speaks the language of the page: that of the nearest `lang` attribute, on the element or around it, else the
 * first of the reader's own that there are texts for. It changes when they do. The element that carries it says so
 * with `lang` and `dir` attributes of its own where the page around it has others, unless its author has set them.
 */
export class LanguageController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #parts: Parts;
  readonly #provider: ContextProvider<typeof localizerContext>;
  readonly #observer = new MutationObserver(() => {
    this.#follow();
  });
  /** The attributes that were set here, so that they are told from those of the author. */
  readonly #given: Record<'lang' | 'dir', string | null> = { lang: null, dir: null };
  #texts: HostTexts | undefined;
  #speech = '';
  #localizer: Localizer | undefined;
  #run = 0;
  /** Settled when the first texts are there. */
  ready: Promise<void> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
    this.#provider = new ContextProvider(host, { context: localizerContext });
    host.addController(this);
  }

  hostConnected(): void {
    for (let node: Node | null = this.#host; node !== null;) {
      const root = node.getRootNode();
      this.#observer.observe(root, { subtree: true, attributes: true, attributeFilter: ['lang', 'dir'] });
      node = root instanceof ShadowRoot ? root.host : null;
    }
    window.addEventListener('languagechange', this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    window.removeEventListener('languagechange', this.#follow);
  }

  hostUpdate(): void {
    if (this.#parts.texts() !== this.#texts) this.#follow();
  }

  readonly #follow = (): void => {
    const texts = this.#parts.texts();
    const readers = navigator.languages;
    const asked = this.#authored('lang') ?? this.#languageAround();
    const { language, locale } = chooseSpeech(asked === null ? readers : [asked, ...readers], readers, texts);
    const known = `${language} ${locale}`;
    if (known === this.#speech && texts === this.#texts) {
      this.#tell();
      return;
    }
    this.#speech = known;
    this.#texts = texts;
    const run = (this.#run += 1);
    const found = textsOf(language, texts, (error) => {
      reportError(this.#host, error);
    });
    const speak = (catalogue: Awaited<typeof found>): void => {
      if (run === this.#run) this.#speak(new Localizer(catalogue, language, locale));
    };
    if (found instanceof Promise) {
      const loaded = found.then(speak);
      if (this.#localizer === undefined) this.ready = loaded;
    } else speak(found);
  };

  #speak(localizer: Localizer): void {
    this.#localizer = localizer;
    this.ready = undefined;
    this.#provider.setValue(localizer);
    this.#parts.speak(localizer);
    this.#host.requestUpdate();
    this.#tell();
  }

  /** Says in which language and direction the element is written, where it is not that of what is around it. */
  #tell(): void {
    if (this.#localizer === undefined) return;
    const { language, direction } = this.#localizer;
    this.#give('lang', this.#languageAround() === language ? null : language);
    const parent = above(this.#host);
    const around = parent?.matches(':dir(rtl)') === true ? 'rtl' : 'ltr';
    this.#give('dir', around === direction ? null : direction);
  }

  #give(name: 'lang' | 'dir', value: string | null): void {
    if (this.#authored(name) !== null) return;
    this.#given[name] = value;
    if (value === this.#host.getAttribute(name)) return;
    if (value === null) this.#host.removeAttribute(name);
    else this.#host.setAttribute(name, value);
  }

  /** The element's own attribute, unless it was set here. */
  #authored(name: 'lang' | 'dir'): string | null {
    const value = this.#host.getAttribute(name);
    return value === this.#given[name] ? null : value;
  }

  #languageAround(): string | null {
    for (let element = above(this.#host); element !== null; element = above(element)) {
      const value = element.getAttribute('lang');
      if (value !== null && value !== '') return value;
    }
    return null;
  }
}

/** The element around another one, through shadow roots. */
export function above(element: Element): Element | null {
  if (element.parentElement !== null) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
