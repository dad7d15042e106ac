import type {Files} from "../../shop/imports";
import type {DocumentSession} from "../editing/document.svelte";
import type {Navigation} from "../navigation.svelte";
import type {NotebookSession} from "../notebook.svelte";

/** The sessions needed to show results. */
export interface ResultSessions {
  shop: {readonly files: Files};
  notebook: Pick<NotebookSession, "name" | "refresh">;
  document: Pick<DocumentSession, "isEditing" | "openShipped">;
  navigation: Navigation;
}

/** After relations changed: opens the results page and the fitting notebook, and runs it. */
export class Results {
  readonly #sessions: ResultSessions;
  /** whether the traffic notebook was opened in place of the check-up, which then replaces it when orders come */
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

  /** Without orders the check-up is empty: daily figures open their own notebook until orders come. */
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
