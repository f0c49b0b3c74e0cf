/** Customers who have everything but their name and address in common. */
export interface DemoProfile {
  /** How many customers are like this. */
  readonly customers: number;
  readonly Stage: string;
  readonly CLVTier: string;
  readonly PlanType: readonly string[];
  readonly LoanType: string;
  readonly ChurnPrediction: number;
  readonly UpsellPrediction: number;
}

export interface DemoPlace {
  readonly City: string;
  readonly State: string;
  /** ISO 3166-1 alpha-3, as in the guidance's example. */
  readonly Country: string;
  /** From UTC, as `+0530`. */
  readonly offset: string;
}

export interface DemoProduct {
  readonly ProductCode: string;
  readonly ProductName: string;
  readonly ProductDescription: string;
  /** US dollars. */
  readonly price: number;
}

/** `seeds/company.json`: the POC guide's company, to the counts of its JSON file. */
export interface DemoCompany {
  /** Name of the application that holds it all. */
  readonly application: string;
  /** Name of the segment that the endpoint import makes. */
  readonly importedSegment: string;
  /** The one instant that every endpoint carries as `Attributes.LastEngagement`, ISO 8601. */
  readonly lastEngagement: string;
  /** Requests of CreateSegment, in Pinpoint's wire shape. */
  readonly segments: readonly { readonly Name: string; readonly Dimensions: unknown }[];
  readonly profiles: readonly DemoProfile[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly places: readonly DemoPlace[];
  readonly products: readonly DemoProduct[];
}
