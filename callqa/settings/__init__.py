"""The settings of the pipeline, validated once, from file and environment."""
