export * from "./compendium";
export * from "./connections";
export * from "./messages";
export * from "./operations";
export * from "./people";
export * from "./requests";
export * from "./roll-outs";
export * from "./templates";
