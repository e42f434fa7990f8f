"""Item pipelines, one file a stage, in the order that `settings.base.ITEM_PIPELINES` lists."""
