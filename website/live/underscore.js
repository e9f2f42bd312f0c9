// What Backbone's models, events and views use of underscore; its collections, which are not used, would need more.
export { default as clone } from "underscore/modules/clone.js";
export { default as create } from "underscore/modules/create.js";
export { default as defaults } from "underscore/modules/defaults.js";
export { default as each } from "underscore/modules/each.js";
export { default as extend } from "underscore/modules/extend.js";
export { default as has } from "underscore/modules/has.js";
export { default as isEmpty } from "underscore/modules/isEmpty.js";
export { default as isEqual } from "underscore/modules/isEqual.js";
export { default as isFunction } from "underscore/modules/isFunction.js";
export { default as keys } from "underscore/modules/keys.js";
export { default as map } from "underscore/modules/map.js";
export { default as once } from "underscore/modules/once.js";
export { default as pick } from "underscore/modules/pick.js";
export { default as reduce } from "underscore/modules/reduce.js";
export { default as result } from "underscore/modules/result.js";
export { default as uniqueId } from "underscore/modules/uniqueId.js";
