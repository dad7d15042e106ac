import type {Files} from "../../shop/imports";
import type {DocumentSession} from "../editing/document.svelte";
import type {Navigation} from "../navigation.svelte";
import type {NotebookSession} from "../notebook.svelte";

/** What showing results takes. */
export interface ResultSessions {
  shop: {readonly files: Files};
  notebook: Pick<NotebookSession, "name" | "refresh">;
  document: Pick<DocumentSession, "isEditing" | "openShipped">;
  navigation: Navigation;
}

/** Shows what changed relations come to: the page, the notebook that fits the data, and its cells. */
export class Results {
  readonly #sessions: ResultSessions;
  /** whether the notebook of days was opened in place of the check-up, which then takes its place back */
  #isStandIn = false;

  constructor(sessions: ResultSessions) {
    this.#sessions = sessions;
  }

  /** Resolves when the notebook has run over the new relations. */
  async show(): Promise<void> {
    const {navigation, notebook} = this.#sessions;
    navigation.openResults();
    navigation.isDrawing = true;
    try {
      await this.#openFitting();
      await notebook.refresh();
    } finally {
      navigation.isDrawing = false;
    }
  }

  /** Days of a shop without any order say nothing in a check-up: their own notebook stands in for it until orders come. */
  async #openFitting(): Promise<void> {
    const {shop, notebook, document} = this.#sessions;
    const hasOrders = shop.files.some(({report}) => report.orders > 0);
    const hasDays = shop.files.some(({report}) => report.kind === "shop_daily" && report.records > 0);
    const [here, fitting] = hasOrders ? ["traffic", "checkup"] : ["checkup", "traffic"];
    if (notebook.name !== here || document.isEditing || (hasOrders ? !this.#isStandIn : !hasDays)) return;
    this.#isStandIn = !hasOrders;
    await document.openShipped(fitting);
  }
}
