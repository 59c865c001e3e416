"""A dataset in pictures: the numbers behind each, the pictures, and one self-contained page that holds them."""
