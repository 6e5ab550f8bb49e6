META
key;value
description;Een budget per categorie
num_projects;2
num_votes;1
budget;1000
vote_type;approval
rule;greedy
categories;green,sport
budget_per_category;500,500
PROJECTS
project_id;cost;category
1;400;green
2;600;sport
VOTES
voter_id;vote
1;1,2
