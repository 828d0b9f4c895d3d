"""The screens for what people may ask of their own data, and for what is thrown out in time."""
